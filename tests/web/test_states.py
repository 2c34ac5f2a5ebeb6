"""What holds of every page in every state: its size, its one request, and that it says where one is."""

import re

import pytest

from tests.web.states import pages

MOST_BYTES = 10 * 1024


def test_every_page_in_every_state_is_small_whole_and_without_script() -> None:
    found = dict(pages())
    assert len(found) > 45
    for name, page in found.items():
        assert 0 < page.size < MOST_BYTES, (name, page.size)
        assert not re.search(r"<script|<link rel=.stylesheet|<img|url\(http|@import|\bon\w+=", page.body), name
        assert page.body.count("<h1") == 1, name
        assert page.title.endswith("– Harbourlight"), name
        assert "placeholder=" not in page.body, name


def test_every_field_has_its_label_and_every_error_its_link() -> None:
    for name, page in pages():
        fields = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"[^>]*>', page.body)
        hidden = re.findall(r'type="hidden"[^>]* id="([^"]+)"', page.body)
        for field in set(fields) - set(hidden):
            inside = re.search(rf'<label[^>]*><input[^>]* id="{field}"', page.body)
            assert inside or f'for="{field}"' in page.body, (name, field)
        for target in re.findall(r'<li><a href="#([^"]+)">', page.body):
            assert f'id="{target}"' in page.body, (name, target)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("ERROR")
