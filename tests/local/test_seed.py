"""Distributors from a file: the samples are good, and what is wrong is named."""

import pytest

from local.seed import SAMPLES, BadFile, distributors

GOOD = SAMPLES.read_text(encoding="utf-8")


def test_the_samples_cover_every_country_of_the_form_with_two_for_germany() -> None:
    found = distributors(GOOD)
    countries = [country for one in found for country in one.countries]
    assert countries.count("DE") >= 2
    assert {"AT", "CA", "FR", "GB", "JP", "US"} <= set(countries)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('countries = ["AT", "BE", "CH", "DE", "NL"]\n', "", "north"),
        ('email = "partners@nordhafen.example"', 'email = "nobody"', "nobody"),
        ("capacity = 3", 'capacity = "many"', "north"),
        ("[north]", "[north", "line"),
        ("capacity = 3", 'capacity = 3\nlanguage = "tlh"', "tlh"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, named: str) -> None:
    assert old in GOOD
    with pytest.raises(BadFile, match=named):
        distributors(GOOD.replace(old, new, 1))
