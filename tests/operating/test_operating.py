"""What the operating guide promises: a restored table's links work, and the hosted CI calls the same targets."""

import re
import tomllib
from pathlib import Path

import pytest

from onboarding.adapters.table import Put
from onboarding.domain.messages import Mail
from onboarding.domain.stages import Outcome
from onboarding.web import app
from tests.support.journey import Journey, home, stream
from tests.support.table import empty_table, everything
from tests.support.world import Home
from tests.web.visitor import Visitor

ROOT = Path(__file__).parents[2]
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
