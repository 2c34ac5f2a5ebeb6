"""The agreement through the real doors: signed, sealed by a key in KMS, downloaded, checked by others' tools."""

import re
from pathlib import Path

import pytest

from local.story import Story
from tests.support.cloud import Cloud
from tests.support.tools import needs, tool
from tests.support.walks import confirm, finish

pytestmark = pytest.mark.house


@needs("pdfsig", "qpdf", "pdftotext")
def test_the_sealed_agreement_holds_before_others_tools_and_a_tampered_one_nowhere(
    cloud: Cloud, story: Story, tmp_path: Path
) -> None:
    story.apply()
    confirm(story)
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    asked = story.mail("^Sign", to=story.email)
    shown = story.visitor.download(f"{story.open(asked).url}/document")
    assert shown.startswith(b"%PDF-")
    story.sign()
    finish(cloud, story, "Active")

    document, file = story.agreement(), tmp_path / "agreement.pdf"
    file.write_bytes(document)
    found = tool("pdfsig", str(file))
    assert "Signature is Valid" in found
    assert "Total document signed" in found
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", str(file))
    assert "Okafor & Söhne IT" in tool("pdftotext", str(file), "-")
    genuine = story.verify(document)
    assert genuine.heading == "This agreement is genuine"
    assert "In force" in genuine.text

    changed = bytearray(document)
    changed[len(changed) // 3] ^= 1
    file.write_bytes(changed)
    assert "Signature is Valid" not in tool("pdfsig", str(file))
    refused = story.verify(bytes(changed))
    assert refused.status == 200
    assert "genuine" not in refused.heading
    assert "Okafor" not in refused.text
    assert "carries no seal" in story.verify(shown).heading
    number = re.search(rf"{story.case}-\d+", genuine.text)
    assert number is not None
    known = story.visitor.open(story.addresses.form.removesuffix("/apply") + f"/verify?number={number[0]}")
    assert known.heading == "There is such an agreement"
    assert "Okafor" not in known.text


def test_another_signer_signs_and_the_first_link_is_dead(cloud: Cloud, story: Story) -> None:
    story.apply()
    confirm(story)
    story.answer(story.mail("^Accept or decline"), "Paula Reiter", "accepted")
    first = story.mail("^Sign", to=story.email)
    story.answer(first, "Mira Okafor", "reassigned", to_name="Bo Okafor", to_email="bo@okafor-it.example")
    second = story.mail("^Sign", to="bo@okafor-it.example")
    assert "Somebody else is asked to sign" in story.open(first).text
    given = {"consent": "yes", "authority": "yes", "title": "Managing director"}
    story.answer(second, "Bo Okafor", "signed", **given)
    finish(cloud, story, "Active")
    assert story.verify(story.agreement()).heading == "This agreement is genuine"
    assert "Bo Okafor" in story.verify(story.agreement()).text
