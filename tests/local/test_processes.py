"""Children end with the launcher, and with them everything that they started."""

import fcntl
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from local import processes
from local.processes import Child, ChildFailed, FollowedLog, Supervisor


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(processes, "LOGS", tmp_path)
    return tmp_path


def a_child(code: str, name: str = "thing", grace: float = 2.0) -> Child:
    return Child(name, [sys.executable, "-c", code], dict(os.environ), grace=grace)


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def is_free(lock: Path) -> bool:
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_stopping_ends_the_child_and_its_children(tmp_path: Path) -> None:
    # Both hold one lock: it is free when neither lives.
    lock = tmp_path / "lock"
    child = a_child(
        f"import fcntl, os, time; held = open({str(lock)!r}, 'w'); fcntl.flock(held, fcntl.LOCK_EX);"
        "os.fork(); print('up', flush=True); time.sleep(60)"
    )
    child.start()
    assert eventually(lambda: child.log.read_text().count("up") == 2)
    assert not is_free(lock)
    assert child.stop() < 0
    assert eventually(lambda: is_free(lock))


def test_a_child_that_ignores_the_request_is_killed_after_its_grace() -> None:
    child = a_child(
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
        grace=0.2,
    )
    child.start()
    assert eventually(lambda: "up" in child.log.read_text())
    assert child.stop() == -9


def test_a_dead_service_is_named_with_the_end_of_its_log() -> None:
    supervisor = Supervisor()
    with pytest.raises(ChildFailed, match=r"(?s)inbox ended with status 3.*no room"):
        supervisor.serve(a_child("import sys; print('no room'); sys.exit(3)", "inbox"), port=9)
    supervisor.stop()


def test_a_failed_command_is_named_with_the_end_of_its_log() -> None:
    supervisor = Supervisor()
    command = supervisor.begin(a_child("import sys; print('bad template'); sys.exit(1)", "cdk-deploy"))
    with pytest.raises(ChildFailed, match=r"(?s)cdk-deploy ended with status 1.*bad template"):
        supervisor.finish(command)
    supervisor.stop()


def test_a_log_is_followed_by_whole_lines(tmp_path: Path) -> None:
    log = tmp_path / "inbox.log"
    log.write_text("before\n")
    followed = FollowedLog(log)
    with log.open("a") as file:
        file.write("first\nsec")
        file.flush()
        assert list(followed) == ["first"]
        file.write("ond\n")
    assert list(followed) == ["second"]
    assert list(followed) == []


def test_the_log_of_the_run_before_is_kept(logs: Path) -> None:
    (logs / "engine.log").write_text("why it died")
    processes.log_file("engine")
    assert (logs / "engine.before.log").read_text() == "why it died"
