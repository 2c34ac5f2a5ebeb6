"""What other systems are told: each stage that a case reaches, once, with what is known by then."""

from onboarding.domain.applying import resubmit, withdraw
from onboarding.domain.people import Role, person
from onboarding.domain.stage_change import StageChange, published
from onboarding.domain.stages import Stage
from tests.support.samples import Walk

ANN = person("Ann Becker", Role.APPLICANT, "ann@becker-it.example")


def told(walk: Walk) -> StageChange:
    reached = walk.changes[-1].reached
    assert reached is not None
    return reached


def withdrawn() -> Walk:
    walk = Walk.of().to_distributor()
    walk.do(lambda one, now: withdraw(one, ANN, now))
    return walk


def test_a_new_case_is_told_without_a_stage_before_and_without_what_is_not_known() -> None:
    walk = Walk.of()
    assert (told(walk).stage, told(walk).before, told(walk).number) == ("email", "", 1)
    assert (told(walk).distributor, told(walk).reseller) == ("", "")
    known = published(told(walk))
    assert not {"before", "tier", "distributor", "reseller", "closedAs"} & set(known)


def test_each_stage_on_the_way_is_told_once_with_the_one_before() -> None:
    walk = Walk.of().to_active()
    steps = [(one.reached.before, one.reached.stage) for one in walk.changes if one.reached]
    assert steps == [
        ("", "email"),
        ("email", "readiness"),
        ("readiness", "distributor"),
        ("distributor", "agreement"),
        ("agreement", "seal"),
        ("seal", "customers"),
        ("customers", "activation"),
        ("activation", "active"),
    ]


def test_an_active_partner_is_told_with_its_distributor_and_its_reseller_id() -> None:
    walk = Walk.of().to_active()
    known = published(told(walk))
    assert (known["distributor"], known["reseller"]) == ("north", walk.application.reseller)
    assert "closedAs" not in known


def test_a_closed_case_is_told_with_how_and_one_that_comes_back_without() -> None:
    walk = withdrawn()
    assert published(told(walk))["closedAs"] == "withdrawn"
    again = resubmit(walk.application, walk.application.submission, list(walk.accounts.values()), walk.at)
    walk._keep(again)
    assert (told(walk).before, told(walk).stage, told(walk).closed_as) == ("closed", Stage.READINESS, "")
