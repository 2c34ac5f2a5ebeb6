"""The description of the public door says what its routes and forms are."""

from infra import openapi
from onboarding.web import app


def test_the_description_in_docs_is_what_the_routes_are() -> None:
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.text(), "write it anew: python -m infra.openapi"


def test_every_form_that_is_described_is_a_route_s() -> None:
    assert set(openapi.FORMS) <= {route.rule for route in app.ROUTES if route.post}
