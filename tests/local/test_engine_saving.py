"""The engine's state is saved while it is used, and never before it has read what was saved."""

import subprocess
from pathlib import Path

from local.environment import ENGINE_PYTHON

ROOT = Path(__file__).parents[2]
SAVING = """
import sys, time
from pathlib import Path
from local import engine
engine.SAVE_SECONDS = 0.02
saved = []
engine.save_all = saved.append
saver = engine.Saver(Path(sys.argv[1]))
time.sleep(0.3)
before = len(saved)
saver.used()
time.sleep(0.3)
after = len(saved)
saver.end()
idle = engine.Saver(Path(sys.argv[1]))
idle.end()
print(before, after > 0, len(saved) - after > 0, saved[-1] is not None)
"""


def test_nothing_is_saved_before_the_first_request(tmp_path: Path) -> None:
    # A kill in the middle of a slow start would else leave an empty table in the place of everything.
    command = [str(ENGINE_PYTHON), "-c", SAVING, str(tmp_path / ".saved")]
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["0", "True", "True", "True"]
