"""The local cloud's sample notices: a mail about a deadline refers to a page that is there."""

from datetime import timedelta

from local.announcing import announce, local_program
from onboarding.domain.notices import official
from tests.support.journey import home


def test_every_deadline_of_the_program_has_a_published_notice_that_mails_may_rest_on() -> None:
    with home() as world:
        announce(world.notices, world.program, world.clock.now())
        for term in world.program.deadlines.terms:
            assert official(world.notices.find(term.notice), term.date).published_by
        assert local_program().deadlines == world.program.deadlines


def test_a_second_start_publishes_nothing_twice_and_what_ops_did_stays() -> None:
    with home() as world:
        first = announce(world.notices, world.program, world.clock.now())
        before = world.notices.listed()
        assert first
        assert announce(world.notices, world.program, world.clock.move(days=1)) == []
        assert world.notices.listed() == before


def test_a_date_that_has_passed_is_not_announced() -> None:
    with home() as world:
        last = max(term.date for term in world.program.deadlines.terms)
        ahead = world.clock.now() + timedelta(days=(last - world.clock.now().date()).days + 1)
        assert announce(world.notices, world.program, ahead) == []
