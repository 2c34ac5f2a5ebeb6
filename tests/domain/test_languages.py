"""Which language of the agreement is proposed."""

import pytest

from onboarding.domain.languages import of_browser, of_country

OFFERED = ("en", "de", "fr", "es")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("nl-BE,nl;q=0.9,fr;q=0.8,en;q=0.7", "fr"),
        ("en;q=0.3, es-MX;q=0.7", "es"),
        ("ja,zh;q=0.5", ""),
        ("de;q=0", ""),
        ("de;q=nonsense,fr;q=0.1", "fr"),
        ("*", ""),
        ("", ""),
        ("," * 5000 + "de", ""),
    ],
)
def test_the_browsers_best_language_that_is_offered_is_proposed(accepted: str, language: str) -> None:
    assert of_browser(accepted, OFFERED) == language


@pytest.mark.parametrize(
    ("country", "language"), [("AT", "de"), ("BE", "fr"), ("CA", "en"), ("CH", "de"), ("NL", "en"), ("??", "en")]
)
def test_else_it_is_the_countrys_or_the_first_that_is_offered(country: str, language: str) -> None:
    assert of_country(country, OFFERED) == language
