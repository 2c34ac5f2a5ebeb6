"""Runs in a fresh interpreter, as Lambda's bootstrap would: imports a handler and calls it once.

`python -I -S -B cold_child.py ROOT RUNTIME HANDLER` reads the event from its standard input. ROOT is the unpacked
asset, RUNTIME the runtime's own libraries. Its last line says as JSON how many of the asset's files had to be compiled,
which modules the import alone has loaded and which were there in the end, and which clients had been made by then.
"""

import builtins
import importlib
import json
import os
import sys
from importlib.machinery import PathFinder
from types import SimpleNamespace
from typing import Any

compiled: list[str] = []
made: list[str] = []
_compile: Any = compile


def _counting(source: Any, filename: Any, *options: Any, **more: Any) -> Any:
    """Modules come here from Python's import, templates from Jinja."""
    compiled.append(str(filename))
    return _compile(source, filename, *options, **more)


class _Listening:
    """Hears of every session and client of AWS, and loads nothing for it: it waits for `botocore.session`."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> Any:
        """For the one module: as always, and then listened to."""
        if name != "botocore.session":
            return None
        spec: Any = PathFinder.find_spec(name, path, target)
        load = spec.loader.exec_module

        def loaded(module: Any) -> None:
            load(module)
            _listen(module.Session)

        spec.loader.exec_module = loaded
        return spec


def _listen(session: Any) -> None:
    begin, create = session.__init__, session.create_client

    def begun(self: Any, *options: Any, **more: Any) -> None:
        made.append("session")
        begin(self, *options, **more)

    def created(self: Any, service_name: str, *options: Any, **more: Any) -> Any:
        made.append(service_name)
        return create(self, service_name, *options, **more)

    session.__init__, session.create_client = begun, created


if __name__ == "__main__":
    root, runtime, handler = sys.argv[1:]
    event = json.load(sys.stdin)
    builtins.compile = _counting
    sys.meta_path.insert(0, _Listening)
    sys.path[:0] = [root]
    sys.path.append(runtime)
    module, _, name = handler.rpartition(".")
    called = getattr(importlib.import_module(module), name)
    loaded = list(sys.modules)
    answer = called(event, SimpleNamespace(aws_request_id="0" * 36, invoked_function_arn="arn:aws:lambda:any"))
    if isinstance(answer, dict) and int(answer.get("statusCode", 200)) >= 500:  # noqa: PLR2004 - a page that broke
        sys.exit(str(answer))
    ours = [path for path in compiled if path.startswith((root, "/var/task"))]
    told = {"compiled": len(ours), "loaded": loaded, "in_the_end": list(sys.modules), "made": made}
    # After whatever the handler has logged: both go where the bench reads.
    sys.stdout.flush()
    print(json.dumps(told), file=sys.stderr)
    # What a process does as it ends is not part of a cold start.
    sys.stderr.flush()
    os._exit(0)
