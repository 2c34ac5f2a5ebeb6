"""What counts as an admin of the customer's own, and what is written down about it."""

from dataclasses import replace
from datetime import UTC, datetime

from onboarding.domain.account import Account, Grant
from onboarding.domain.ids import AccountId
from onboarding.domain.people import Person, Role
from onboarding.domain.team import Member, Team, judge, redacted
from tests.support.samples import ID, NOW

ACCOUNT = Account(id=AccountId("1"), application=ID, customer="C", nominee=Person("N", "N@c.example"))


def member(email: str, *, admin: bool = True, verified: bool = True, status: str = "active") -> Member:
    return Member(id=email, email=email, verified=verified, status=status, admin=admin)


def partners(email: str) -> str:
    return "the partner’s" if email.endswith("@p.example") else ""


def test_the_nominee_is_named_before_other_admins() -> None:
    team = Team("t", (member("a@c.example"), member("n@c.example"), member("p@p.example")))
    verdict = judge(team, ACCOUNT, partners, NOW)
    assert verdict.proof is not None
    assert verdict.proof.admin == "n…@c.example"
    assert (verdict.proof.admins, verdict.proof.members) == (3, 3)


def test_an_admin_who_cannot_act_is_no_proof_and_the_reason_is_said() -> None:
    for one, why in (
        (member("n@c.example", status="invited"), "has not accepted yet"),
        (member("n@c.example", status="suspended"), "is suspended"),
        (member("n@c.example", verified=False), "has not verified"),
        (member("n@c.example", admin=False), "No admin was found"),
        (member("x@p.example"), "the partner’s"),
    ):
        verdict = judge(Team("t", (one,)), ACCOUNT, partners, NOW)
        assert verdict.proof is None
        assert why in verdict.finding


def test_a_connection_that_leads_to_another_team_proves_nothing() -> None:
    grant = Grant(sealed="-", team="other", by="N", role=Role.CUSTOMER, given=datetime(2026, 11, 2, tzinfo=UTC))
    verdict = judge(Team("t", (member("n@c.example"),)), replace(ACCOUNT, grant=grant), partners, NOW)
    assert verdict.proof is None
    assert "another team" in verdict.finding


def test_a_connection_that_leads_to_the_same_team_as_before_proves_an_admin_again() -> None:
    grant = Grant(sealed="-", team="t", by="N", role=Role.CUSTOMER, given=datetime(2026, 11, 2, tzinfo=UTC))
    verdict = judge(Team("t", (member("n@c.example"),)), replace(ACCOUNT, grant=grant), partners, NOW)
    assert verdict.proof is not None


def test_a_mailbox_is_kept_shortened() -> None:
    assert redacted("jonas@baeckerei.example") == "j…@baeckerei.example"
