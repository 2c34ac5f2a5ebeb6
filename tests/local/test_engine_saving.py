"""The engine's state is saved while it is used, between two requests, and never before it has read what was saved."""

import subprocess
from pathlib import Path

from local.environment import ENGINE_PYTHON

ROOT = Path(__file__).parents[2]
HEAD = """
import asyncio, sys, time
from pathlib import Path
from local import engine
engine.SAVE_SECONDS, engine.SAVE_SHARE = 0.02, 1.0
saver = engine.Saver(Path(sys.argv[1]))
"""
SAVING = """
saved = []
def full(name, state):
    saved.append(name)
    raise OSError("no space is left")
engine.save = full
async def use():
    await asyncio.sleep(0.3)
    before = len(saved)
    saver.used()
    await asyncio.sleep(0.3)
    after = len(saved)
    await asyncio.to_thread(saver.end)
    return before, after > 0, len(saved) - after > 0, saved[-1] is not None
results = asyncio.run(use())
engine.Saver(Path(sys.argv[1])).end()
print(*results)
"""
BETWEEN_REQUESTS = """
balance, seen = [0, 0], []
engine.engine._build_persistence_save_dict = lambda: {"table": lambda: seen.append(tuple(balance))}
async def use():
    for _ in range(100):
        saver.used()
        balance[0] += 1
        time.sleep(0.003)  # a transaction: the engine's loop does nothing else until it is done
        balance[1] += 1
        await asyncio.sleep(0.001)
    await asyncio.to_thread(saver.end)
asyncio.run(use())
print(len(seen) > 3, sum(one != other for one, other in seen))
"""


def _printed(tmp_path: Path, script: str) -> list[str]:
    command = [str(ENGINE_PYTHON), "-c", HEAD + script, str(tmp_path / ".saved")]
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "STATE_DIR": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_nothing_is_saved_before_the_first_request_and_a_failure_does_not_end_the_saving(tmp_path: Path) -> None:
    # A kill in the middle of a slow start would else leave an empty table in the place of everything.
    assert _printed(tmp_path, SAVING) == ["0", "True", "True", "True"]


def test_half_of_a_transaction_is_never_saved(tmp_path: Path) -> None:
    assert _printed(tmp_path, BETWEEN_REQUESTS) == ["True", "0"]
