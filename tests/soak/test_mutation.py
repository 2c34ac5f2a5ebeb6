"""What tries broken guards comes to its end."""

from tests.soak import mutation


def test_a_guard_whose_absence_makes_a_test_go_round_and_round_is_noticed() -> None:
    def round_and_round() -> None:
        while True:
            pass

    assert mutation._forked(lambda: None, busy=1) == 0
    assert mutation._forked(round_and_round, busy=1) != 0
