"""What the operating guide promises: a restored table's links work, and the hosted CI calls the same targets."""

import re
import tomllib
from pathlib import Path

import pytest

from local.operations.__main__ import main
from onboarding.adapters.table import Put
from onboarding.domain.messages import Mail
from onboarding.domain.stages import Outcome
from onboarding.web import app
from tests.operating.place import Place
from tests.support.journey import Journey, home, stream
from tests.support.table import empty_table, everything
from tests.support.world import Home
from tests.web.visitor import Visitor

ROOT = Path(__file__).parents[2]
RESTORING = re.compile(r'^ +make operate DO="([^"]+)"$', re.MULTILINE)
LINK = re.compile(r"https://\S+/d/\S+")


def test_links_in_peoples_inboxes_work_with_a_table_restored_from_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    with home() as before:
        journey = Journey(before).to_distributor()
        stream(before)
        mail = before.mailer.to("partners@nordhafen.example")[0]
        copied = everything()
    with empty_table(moto=True) as rows:
        for item in copied.values():
            rows.put(Put(item))
        after = Home()
        after.clock.at = before.clock.at
        monkeypatch.setattr(app, "world", lambda: after)
        visitor = Visitor(after)
        link = LINK.search(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        assert link is not None
        page = visitor.get(link[0].removeprefix(after.settings.base_url))
        assert page.status == 200
        assert "Will you take" in page.text
        assert [one.letter.mail for one in after.applications.messages(journey.id)].count(Mail.ACCEPT_PARTNER) == 1
        assert after.applications.current(journey.id).decision is not None
        assert after.applications.current(journey.id).decision.outcome is not Outcome.EXPIRED  # type: ignore[union-attr]


def test_after_a_restore_the_guide_s_commands_leave_no_execution_on_the_former_table_and_both_schedules_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    commands = RESTORING.findall(guide.partition("## Backup and restore")[2].partition("\n## ")[0])
    assert commands[0] == "regrow"
    with home() as world:
        place = Place(world, off={"clock", "reconcile"})
        first, second = Journey(world).to_distributor(), Journey(world).to_signer()
        stream(world)
        # What went on after the moment that was restored has used names up.
        world.workflow.ended |= {(first.id, 2), (first.id, 3)}
        before = set(world.workflow.alive)
        for words in commands:
            assert main(words.split(), place) == 0, words
        assert {one.arn for one in world.workflow.stopped} == {f"arn:{id}-{number}" for id, number in before}
        assert world.workflow.alive == {(first.id, 4): "distributor", (second.id, 2): "agreement"}
        assert place.off == set()
    said = capsys.readouterr().out
    assert "regrow: 2 executions ended" in said
    assert not re.search("^(stopped|hangs|late):", said.rpartition("clock: ")[2], re.MULTILINE)


def test_the_hosted_ci_calls_make_targets_that_there_are_and_holds_no_key() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    called = set()
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        text = workflow.read_text(encoding="utf-8")
        called |= set(re.findall(r"- run: make ([a-z-]+)", text))
        assert "secrets." not in text
    assert called == {"setup", "check", "test", "deploy", "operate"}
    assert called <= targets


def test_the_guide_names_only_commands_and_contexts_that_there_are() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    contexts = set(re.findall(r"-c ([A-Za-z]+)=", guide))
    settings = (ROOT / "infra" / "settings.py").read_text(encoding="utf-8")
    assert contexts
    assert all(f'"{name}"' in settings for name in contexts), contexts
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
