"""Runs in a fresh interpreter, as Lambda's bootstrap would: imports a handler and calls it once.

`python -I -S -B cold_child.py ROOT RUNTIME HANDLER` reads the event from its standard input. ROOT is the unpacked
asset, RUNTIME the runtime's own libraries. Its last line says as JSON how many of the asset's files had to be compiled,
and what the import alone has loaded.
"""

import importlib
import json
import os
import sys
from importlib.machinery import SourceFileLoader
from types import SimpleNamespace
from typing import Any

compiled: list[str] = []
_plain: Any = SourceFileLoader.source_to_code


def _counting(self: Any, data: Any, path: Any, **options: Any) -> Any:
    compiled.append(str(path))
    return _plain(self, data, path, **options)


if __name__ == "__main__":
    root, runtime, handler = sys.argv[1:]
    event = json.load(sys.stdin)
    SourceFileLoader.source_to_code = _counting  # type: ignore[method-assign]
    sys.path[:0] = [root]
    sys.path.append(runtime)
    module, _, name = handler.rpartition(".")
    called = getattr(importlib.import_module(module), name)
    loaded = list(sys.modules)
    answer = called(event, SimpleNamespace(aws_request_id="0" * 36, invoked_function_arn="arn:aws:lambda:any"))
    if isinstance(answer, dict) and int(answer.get("statusCode", 200)) >= 500:  # noqa: PLR2004 - a page that broke
        sys.exit(str(answer))
    ours = [path for path in compiled if path.startswith((root, "/var/task"))]
    # After whatever the handler has logged: both go where the bench reads.
    sys.stdout.flush()
    print(json.dumps({"compiled": len(ours), "loaded": loaded}), file=sys.stderr)
    # What a process does as it ends is not part of a cold start.
    sys.stderr.flush()
    os._exit(0)
