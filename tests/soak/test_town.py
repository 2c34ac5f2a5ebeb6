"""What one check leaves behind changes nothing for the next in the same process."""

from tests.soak import time_passes
from tests.soak.town import town
from tests.support.world import START


def test_a_mail_service_that_had_enough_in_one_check_takes_mail_in_the_next() -> None:
    with town() as here:
        here.world.rest_mail(START)
    assert time_passes.mass_loss(4)
