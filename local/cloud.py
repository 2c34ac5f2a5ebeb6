"""Starts the local cloud, brings the real stacks to it, and stays until Ctrl-C (`make run`)."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local import enforcement
from local.addresses import (
    ADDRESSES,
    Addresses,
    BadPort,
    chosen_ports,
    remember_ports,
    remembered_ports,
    taken_message,
    taken_ports,
)
from local.deploy import SENDER, Deployment
from local.environment import ENGINE_PYTHON, PYTHON, TEMPORARY, enforced, for_children, for_engine, use_endpoint
from local.functions import FunctionFailed, invoke, summary
from local.processes import Child, ChildFailed, Supervisor
from local.run_lock import AlreadyRunning, lock
from local.sign_key import give_key
from local.steps import say, step


class Stopped(BaseException):
    """Somebody asked the launcher to stop."""


class Cloud:
    """The local cloud of one run."""

    def __init__(self, ports: dict[str, int]) -> None:
        self.ports = ports
        self.addresses = Addresses.on(ports)
        self.environment = for_children(self.addresses, ports)
        self.supervisor = Supervisor()
        self.began = time.monotonic()

    def start(self) -> None:
        """Everything from nothing, or from the state of the last run, to the three addresses."""
        use_endpoint(self.addresses.aws)
        shutil.rmtree(TEMPORARY, ignore_errors=True)
        TEMPORARY.mkdir(parents=True)
        deployment = Deployment(self.ports, self.environment)
        synth = None if deployment.is_known() else self.supervisor.begin(deployment.synth())
        self._serve_inbox_and_engine()
        if synth or not deployment.is_there():
            self._deploy(deployment, synth or self.supervisor.begin(deployment.synth()))
        if enforced():
            with step("rights that the engine cannot see"):
                enforcement.grant()
        self._bring_to_life()
        self.addresses.write()

    def _serve_inbox_and_engine(self) -> None:
        # The inbox first: a restored engine may have mails to send at once.
        with step("inbox"):
            self.supervisor.serve(self._module("inbox"), self.ports["INBOX_PORT"])
        with step("signature provider's stand-in"):
            self.supervisor.serve(self._module("dropbox_sign"), self.ports["SIGN_PORT"])
        with step("stand-in for Dropbox"):
            self.supervisor.serve(self._module("dropbox_business"), self.ports["TEAM_PORT"])
        with step("AWS engine"):
            command = [str(ENGINE_PYTHON), "-m", "local.child", "local.engine"]
            engine = Child("engine", command, for_engine(self.addresses, self.ports), grace=8.0)
            self.supervisor.serve(engine, self.ports["PORT"])

    def _deploy(self, deployment: Deployment, synth: Child) -> None:
        if not deployment.is_bootstrapped():
            with step("cdk bootstrap (first start only)"):
                self.supervisor.finish(self.supervisor.begin(deployment.bootstrap()))
        with step("cdk synth (began with the first step)"):
            self.supervisor.finish(synth)
        with step("cdk deploy --all"):
            self.supervisor.finish(self.supervisor.begin(deployment.deploy()))
            boto3.client("ses").verify_email_identity(EmailAddress=SENDER)
            deployment.remember()

    def _bring_to_life(self) -> None:
        with step("sample distributors"):
            self.supervisor.finish(self.supervisor.begin(self._module("seed")))
        give_key()
        with step("reconcile"):
            reconciled = invoke("ReconcileFunctionName")
        with step("clock"):
            due = invoke("ClockFunctionName")
        with step("ops view"):
            self.supervisor.serve(self._module("ops_view"), self.ports["OPS_PORT"])
        say(f"  reconcile: {summary(reconciled)}; clock: {summary(due)}")

    def _module(self, name: str) -> Child:
        return Child(name, [str(PYTHON), "-m", "local.child", f"local.{name}"], self.environment)

    def welcome(self) -> None:
        """Print where everything is."""
        say(f"  ready after {time.monotonic() - self.began:.1f} s\n")
        say(f"    form    {self.addresses.form}")
        say(f"    inbox   {self.addresses.inbox}")
        say(f"    ops     {self.addresses.ops}\n")
        say("  Ctrl-C stops it; make run brings everything back.")
        say("  In another terminal: make demo, or make clock BY=8d to move the local clock.\n")

    def follow(self) -> NoReturn:
        """Show mails as they come, until a child dies (ChildFailed) or somebody stops us (Stopped)."""
        mails = self.supervisor.lines_of("inbox")
        while True:
            self.supervisor.must_live()
            for line in mails:
                say(f"  {line}")
            time.sleep(0.3)


def _run(ports: dict[str, int]) -> int:
    cloud = Cloud(ports)
    _on_signals(_stop)
    try:
        cloud.start()
        cloud.welcome()
        cloud.follow()
    except Stopped:
        return 0
    except (ChildFailed, FunctionFailed, BotoCoreError, ClientError) as error:
        say(f"\n{error}")
        return 1
    finally:
        _on_signals(signal.SIG_IGN)
        with step("stopping"):
            ADDRESSES.unlink(missing_ok=True)
            cloud.supervisor.stop()


def _stop(number: int, frame: FrameType | None) -> None:
    # Once is enough: a terminal and make both pass a Ctrl-C on, and stopping must not be interrupted.
    _on_signals(signal.SIG_IGN)
    raise Stopped


def _on_signals(action: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, action)


def main() -> int:
    """Run until Ctrl-C; the variables of `PORTS` choose ports, the last run's otherwise."""
    try:
        ports = chosen_ports(os.environ, remembered_ports())
        lock()
        taken = taken_ports(ports)
        if taken:
            raise BadPort(taken_message(taken, ports))
        remember_ports(ports)
        return _run(ports)
    except (BadPort, AlreadyRunning) as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
