"""Reseller ids: a slip of the pen is seen, and what the check page shows follows the case."""

from onboarding.domain import intervening
from onboarding.domain.activating import activated
from onboarding.domain.change import change
from onboarding.domain.people import Role, person
from onboarding.domain.resellers import _ALPHABET, listing, new_reseller_id, reseller_id
from onboarding.domain.stages import Outcome, Stage
from tests.support.samples import PROGRAM, Walk, customers

OLGA = person("Olga Ops", Role.OPS)


def test_every_single_wrong_character_is_seen() -> None:
    id = new_reseller_id()
    for place in range(len(id)):
        for other in set(_ALPHABET) - {id[place]}:
            assert reseller_id(id[:place] + other + id[place + 1 :]) is None


def test_two_characters_that_changed_places_are_seen() -> None:
    for _ in range(50):
        id = new_reseller_id()
        for one in range(len(id)):
            for two in range(one + 1, len(id)):
                letters = list(id)
                letters[one], letters[two] = letters[two], letters[one]
                if "".join(letters) != id:
                    assert reseller_id("".join(letters)) is None


def test_an_id_is_read_as_people_type_it() -> None:
    id = new_reseller_id()
    assert reseller_id(f" {id[:3].lower()}-{id[3:]} ") == id
    for wrong in ("", "1" * 7, id[:6], f"{id}2", "ÄÖÜ", "../../etc"):
        assert reseller_id(wrong) is None


def test_only_an_active_partner_gets_an_id_and_it_keeps_it() -> None:
    walk = Walk.of(customers=customers(0)).to_customers()
    assert walk.application.reseller is None
    assert listing(walk.application) is None
    walk = Walk.of().to_active()
    change = walk.changes[-1]
    assert change.listing is not None
    assert change.listing.reseller == walk.application.reseller
    assert (change.listing.company, change.listing.distributor) == ("Becker IT GmbH", "Nordhafen Distribution")
    assert change.listing.ended is None


def test_a_partner_is_shown_since_it_became_active_and_not_since_it_applied() -> None:
    walk = Walk.of().to_customers()
    walk.pass_time(days=7)
    walk.answer(Outcome.CONFIRMED, Role.CUSTOMER, "admin-1-1")
    walk.do(activated, list(walk.accounts.values()), PROGRAM)
    entry = listing(walk.application)
    assert entry is not None
    assert entry.since == walk.at


def test_a_partner_that_ceased_to_be_one_is_shown_as_such_from_that_day_on_whatever_it_does_later() -> None:
    walk = Walk.of().to_active()
    walk.pass_time(days=30)
    walk._keep(intervening.end(walk.case(), OLGA, "They have closed the shop.", walk.at))
    ended = walk.at
    walk.pass_time(days=30)
    applying_again = change(walk.application, action="submitted again", by=OLGA, now=walk.at, stage=Stage.READINESS)
    for application in (walk.application, applying_again.application):
        entry = listing(application)
        assert entry is not None
        assert entry.ended == ended
