"""The page for checking: genuine, changed, foreign or unknown, and never a word to a stranger that the file lacks."""

import pytest

from onboarding.domain.people import Person
from onboarding.steps import seal_agreement
from onboarding.web import verify
from onboarding.web.upload import MOST_BYTES
from tests.support.journey import Journey
from tests.support.table import everything
from tests.support.world import Home
from tests.web.uploads import EDGE, ask, sealed_by_another, upload

SIGNER = Person("Chef Becker", "boss@becker-it.example")


@pytest.fixture(autouse=True)
def here(world: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "world", lambda: world)


@pytest.fixture
def case(world: Home) -> Journey:
    journey = Journey(world, signer=SIGNER).to_seal()
    seal_agreement.run(world, journey.event)
    return journey


def document(world: Home, case: Journey) -> bytes:
    agreement = case.now.agreement
    assert agreement is not None
    return world.documents.kept[agreement.key]


def prepared(world: Home, case: Journey) -> bytes:
    """What was shown to the signer."""
    signed = case.now.signed
    assert signed is not None
    decision = world.applications.case(case.id, signed).decision
    assert decision is not None
    return world.documents.kept[decision.about["key"]]


def test_a_genuine_agreement_says_who_signed_when_and_that_it_is_in_force(world: Home, case: Journey) -> None:
    before, kept = everything(), dict(world.documents.kept)
    answer = upload(document(world, case))
    assert answer.status == 200
    for fact in ("This agreement is genuine", "Becker IT GmbH", SIGNER.name, "In force", "2 November 2026"):
        assert fact in answer.text
    assert everything() == before
    assert world.documents.kept == kept


@pytest.mark.parametrize("place", [0.05, 0.4, 0.8])
def test_a_tampered_agreement_is_refused_and_names_nobody(world: Home, case: Journey, place: float) -> None:
    changed = bytearray(document(world, case))
    changed[int(len(changed) * place)] ^= 1
    answer = upload(bytes(changed))
    assert "genuine" not in answer.text.split("Check another")[0]
    for secret in ("Becker IT", SIGNER.name, case.id):
        assert secret not in answer.text


def test_the_unsealed_agreement_is_not_taken_for_the_sealed_one(world: Home, case: Journey) -> None:
    assert "carries no seal" in upload(prepared(world, case)).text


def test_somebody_elses_seal_is_not_ours_and_one_over_ours_is_a_change(world: Home, case: Journey) -> None:
    sealed = document(world, case)
    foreign = upload(sealed_by_another(prepared(world, case)))
    assert "This PDF is not sealed by Harbourlight" in foreign.text
    over = upload(sealed_by_another(sealed))
    assert "Do not rely on this file: it was changed" in over.text
    for secret in ("Becker IT", SIGNER.name, case.id):
        assert secret not in foreign.text + over.text


def test_a_number_alone_tells_no_names(case: Journey) -> None:
    agreement = case.now.agreement
    assert agreement is not None
    answer = ask("GET", f"number={agreement.number}")
    assert "There is such an agreement" in answer.text
    assert agreement.sha256 in answer.text
    for secret in ("Becker IT", SIGNER.name, "boss@", "Nordhafen"):
        assert secret not in answer.text


@pytest.mark.parametrize(
    "number", ["01KC0M2Q8M9V5X3T7R1N4B6Z8D-4", "x", "'%3Cscript%3E", "01KC0M2Q8M9V5X3T7R1N4B6Z8D-99999999", "%00-1"]
)
def test_an_unknown_number_is_an_unknown_number_whatever_it_looks_like(number: str) -> None:
    answer = ask("GET", f"number={number}")
    assert answer.status == 200
    assert "We know no such agreement" in answer.text
    assert "<script" not in answer.body


def test_an_agreement_that_is_not_sealed_yet_is_not_known(world: Home) -> None:
    journey = Journey(world).to_signer()
    number = f"{journey.id}-{journey.waits_for().rpartition('-')[2]}"
    assert "We know no such agreement" in ask("GET", f"number={number}").text


def test_an_ended_agreement_stays_as_evidence_and_is_not_in_force(world: Home, case: Journey) -> None:
    from onboarding.deciding import decide  # noqa: PLC0415
    from onboarding.domain.applying import withdraw  # noqa: PLC0415
    from onboarding.domain.people import Role, person  # noqa: PLC0415

    who = person("Ann", Role.APPLICANT)
    decide(
        world.applications,
        lambda: world.applications.case(case.id),
        lambda found: withdraw(found.application, who, world.clock.now()),
    )
    answer = upload(document(world, case))
    assert "genuine" in answer.text
    assert "Ended" in answer.text
    assert "In force" not in answer.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 415),
        (b"", "multipart/form-data", 400),
        (b"rubbish", f"multipart/form-data; boundary={EDGE}", 400),
        (b"x" * (MOST_BYTES + 5000), f"multipart/form-data; boundary={EDGE}", 413),
        (b"", "multipart/form-data; boundary=\xff", 400),
    ],
)
def test_what_is_no_upload_is_refused_with_words(body: bytes, kind: str, status: int) -> None:
    answer = ask("POST", body=body, kind=kind)
    assert answer.status == status
    assert "<h1>" in answer.body


@pytest.mark.parametrize("content", [b"%PDF-1.7 not really", b"MZ\x90\x00", b"%PDF-" + b"[" * 100_000])
def test_hostile_files_get_a_page(content: bytes) -> None:
    answer = upload(content)
    assert answer.status == 200
    assert "genuine" not in answer.text.split("Check another")[0]


def test_no_file_and_a_wrong_field_are_said_so() -> None:
    assert upload(b"").status == 422
    assert upload(b"x", field="other").status == 400


def test_head_shows_nothing_other_methods_are_refused_and_headers_are_strict(case: Journey) -> None:
    assert ask("HEAD").body == ""
    refused = ask("DELETE")
    assert refused.status == 405
    assert refused.headers["Allow"] == "GET, HEAD, POST"
    assert "default-src 'none'" in ask("GET").headers["Content-Security-Policy"]


def test_the_page_says_no_more_than_it_must_before_anything_is_asked() -> None:
    answer = ask("GET")
    assert answer.status == 200
    assert 'enctype="multipart/form-data"' in answer.body
    assert "nothing is stored" in answer.text
