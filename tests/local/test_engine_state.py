"""The engine's saved state is put right before it is read again."""

import json
from pathlib import Path

from local.engine_state import forget_stream_positions


def test_event_sources_read_new_streams_from_their_start(tmp_path: Path) -> None:
    positions = {"__account_region_scoped__": True, "data": {"000000000000\x00us-east-1\x00'abc'": 14}}
    saved = {"__ministack_format__": 2, "payload": {"functions": {}, "dynamodb_stream_positions": positions}}
    path = tmp_path / "lambda.json"
    path.write_text(json.dumps(saved))
    forget_stream_positions(tmp_path)
    positions["data"] = {"000000000000\x00us-east-1\x00'abc'": 0}
    assert json.loads(path.read_text()) == saved


def test_a_first_start_has_nothing_to_put_right(tmp_path: Path) -> None:
    forget_stream_positions(tmp_path)
    assert list(tmp_path.iterdir()) == []
