"""What must be put right in the engine's saved state before it is read again."""

import json
from pathlib import Path

from local.addresses import write_whole


def forget_stream_positions(state: Path) -> None:
    """Let every event source read its table's stream from the start: with the engine, streams begin anew.

    The engine keeps how far an event source has read, but not the stream itself: restored as saved, a source
    would skip as many new records as it had ever read. What was written but not read before the stop is the
    clock's business.
    """
    path = state / "lambda.json"
    if not path.exists():
        return
    saved = json.loads(path.read_text())
    positions = saved["payload"]["dynamodb_stream_positions"]["data"]
    positions.update(dict.fromkeys(positions, 0))
    write_whole(path, json.dumps(saved))
