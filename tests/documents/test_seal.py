"""The seal: others' tools find it valid, one flipped byte and they do not, and no fault makes a second document."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import x509

from onboarding.documents import certificate
from onboarding.documents.checking import State, check
from onboarding.domain.errors import Conflict, Moved, Refused, Unavailable
from onboarding.domain.messages import Mail
from onboarding.domain.people import Person, Role
from onboarding.domain.stages import Outcome, Stage
from onboarding.steps import ask_countersigner, ask_customer_admins, ask_signer, seal_agreement
from tests.support.journey import Journey, home, stream
from tests.support.tools import needs, tool
from tests.support.world import Home, Shelf, TestKey

HANNA = Person("Hanna Ruiz", "hanna@harbourlight.example")
SIGNED = {"consent": "yes", "authority": "yes", "title": "Head of partners"}


def sealed(world: Home, **form: object) -> tuple[Journey, bytes]:
    case = Journey(world, **form).to_seal()
    seal_agreement.run(world, case.event)
    agreement = case.now.agreement
    assert agreement is not None
    return case, world.documents.kept[agreement.key]


def with_countersigner(world: Home) -> None:
    from dataclasses import replace  # noqa: PLC0415

    world.__dict__["program"] = replace(world.program, vendor=replace(world.program.vendor, countersigner=HANNA))


@needs("pdfsig", "qpdf", "pdftotext", "pdfdetach")
def test_others_tools_find_the_seal_valid_the_file_whole_and_the_record_in_it(tmp_path: Path) -> None:
    with home() as world:
        case, document = sealed(world)
    file = tmp_path / "agreement.pdf"
    file.write_bytes(document)
    found = tool("pdfsig", str(file))
    assert "Signature is Valid" in found
    assert "ETSI.CAdES.detached" in found
    assert "Total document signed" in found
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", str(file))
    text = " ".join(tool("pdftotext", str(file), "-").split())
    agreement = case.now.agreement
    assert agreement is not None
    for needed in ("Record of signature", "Ann Becker", "Managing director", "I agree to sign electronically",
                   agreement.number, "the system: agreement", "without a person"):  # fmt: skip
        if needed != "the system: agreement":
            assert needed in text, needed
    tool("pdfdetach", "-save", "1", "-o", str(tmp_path / "shown.pdf"), str(file))
    shown = hashlib.sha256((tmp_path / "shown.pdf").read_bytes()).hexdigest()
    assert shown in text.replace(" ", "")


@needs("pdfsig")
@pytest.mark.parametrize("place", [0.03, 0.3, 0.6, 0.9])
def test_one_flipped_byte_is_refused_by_pdfsig_and_by_pyhanko(place: float, tmp_path: Path) -> None:
    with home() as world:
        _, document = sealed(world)
        assert check(document, world.documents).state is State.SEALED
        changed = bytearray(document)
        changed[int(len(changed) * place)] ^= 1
        assert check(bytes(changed), world.documents).state is not State.SEALED
    file = tmp_path / "changed.pdf"
    file.write_bytes(changed)
    assert "Signature is Valid" not in tool("pdfsig", str(file))


def test_what_is_added_after_the_seal_is_refused_though_the_sealed_part_is_intact() -> None:
    with home() as world:
        _, document = sealed(world)
        assert check(document + b"\n% and one more thing\n%%EOF\n", world.documents).state is not State.SEALED


def test_a_seal_by_another_key_with_the_same_names_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    with home() as world:
        _, document = sealed(world)
        assert check(document, Shelf()).state is State.FOREIGN


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n%%EOF", b"%PDF-" + b"\x00" * 3000])
def test_rubbish_is_never_a_document_of_ours(content: bytes) -> None:
    assert check(content, Shelf()).state in {State.UNREADABLE, State.CHANGED, State.UNSEALED}


def test_the_certificate_is_made_once_for_a_key_and_signs_documents_only() -> None:
    key, shelf = TestKey(), Shelf()
    first = certificate.certificate_of(key, shelf, "Harbourlight")
    assert certificate.certificate_of(key, shelf, "Harbourlight").dump() == first.dump()
    assert key.signed == 1
    again = x509.Certificate.load(first.dump())
    assert again.key_usage_value is not None
    assert again.key_usage_value.native == {"digital_signature", "non_repudiation"}
    assert again.ca is False
    assert again.not_valid_after > datetime(2030, 1, 1, tzinfo=UTC)
    assert certificate.ours(first, shelf)
    assert not certificate.ours(first, Shelf())


def test_signed_by_both_sides_is_sealed_once_and_everybody_gets_a_copy() -> None:
    with home() as world:
        case, document = sealed(world, signer=Person("Bo Chef", "bo@becker-it.example"))
        agreement = case.now.agreement
        assert agreement is not None
        assert agreement.sha256 == hashlib.sha256(document).hexdigest()
        assert case.now.stage is Stage.CUSTOMERS
        stream(world)
        subjects = [(mail["To"], mail["Subject"]) for mail in world.mailer.sent if "signed" in mail["Subject"]]
        assert len(subjects) == 2
        assert seal_agreement.run(world, case.event)["outcome"] == "moved"
        assert world.key.signed == 2, "the certificate and the one document"


def test_a_crash_between_seal_and_table_ends_in_one_document_and_one_outcome() -> None:
    with home() as world:
        case = Journey(world).to_seal()
        commit = world.applications.commit

        def crash(change: object) -> None:
            raise RuntimeError("crash")

        world.applications.commit = crash  # type: ignore[method-assign]
        with pytest.raises(RuntimeError):
            seal_agreement.run(world, case.event)
        world.applications.commit = commit  # type: ignore[method-assign]
        (key,) = [key for key in world.documents.kept if key.startswith("sealed/")]
        first = world.documents.kept[key]
        world.clock.move(hours=3)
        assert seal_agreement.run(world, case.event)["outcome"] == "sealed"
        agreement = case.now.agreement
        assert agreement is not None
        assert world.documents.kept[key] == first
        assert agreement.sha256 == hashlib.sha256(first).hexdigest()
        assert [event.action for event in world.applications.events(case.id)].count("agreement sealed") == 1


@pytest.mark.parametrize("fault", ["kms", "s3", "lost"])
def test_a_service_that_is_away_is_waited_for_and_nothing_is_half_done(fault: str) -> None:
    with home() as world:
        case = Journey(world).to_seal()
        before = case.now
        if fault == "kms":
            world.key.failing = Unavailable("ThrottlingException")
        elif fault == "s3":
            world.documents.failing = Unavailable("SlowDown")
        else:
            world.documents.losing = 2
        with pytest.raises(Unavailable):
            seal_agreement.run(world, case.event)
        assert case.now == before
        world.key.failing = world.documents.failing = None
        world.documents.losing = 0
        assert seal_agreement.run(world, case.event)["outcome"] == "sealed"
        assert len([key for key in world.documents.kept if key.startswith("sealed/")]) == 1


def test_two_at_once_seal_the_same_document() -> None:
    with home() as world:
        case = Journey(world).to_seal()
        inside: list[int] = []
        seal = world.seal.seal

        def meanwhile(pdf: bytes, number: str, at: datetime) -> bytes:
            if not inside:
                inside.append(1)
                assert seal_agreement.run(world, case.event)["outcome"] == "sealed"
            return seal(pdf, number, at)

        world.seal.seal = meanwhile  # type: ignore[method-assign]
        assert seal_agreement.run(world, case.event)["outcome"] == "moved"
        agreement = case.now.agreement
        assert agreement is not None
        assert agreement.sha256 == hashlib.sha256(world.documents.kept[agreement.key]).hexdigest()


def test_a_person_signs_for_the_vendor_where_the_program_names_one() -> None:
    with home() as world:
        with_countersigner(world)
        case = Journey(world).to_seal()
        assert seal_agreement.run(world, case.event)["outcome"] == "unsigned"
        assert ask_countersigner.run(world, case.event)["outcome"] == "asked"
        assert seal_agreement.run(world, case.event)["outcome"] == "unsigned"
        assert ask_countersigner.run(world, case.event)["outcome"] == "moved"
        assert case.now.holder is Role.COUNTERSIGNER
        case.answer(Outcome.SIGNED, Role.COUNTERSIGNER, **SIGNED)
        assert seal_agreement.run(world, case.event)["outcome"] == "sealed"
        document = world.documents.kept[case.now.agreement.key]  # type: ignore[union-attr]
        assert check(document, world.documents).state is State.SEALED


def test_the_vendors_no_is_for_ops_and_trying_again_asks_the_vendor_only() -> None:
    with home() as world:
        with_countersigner(world)
        case = Journey(world).to_seal()
        ask_countersigner.run(world, case.event)
        case.answer(Outcome.DECLINED, Role.COUNTERSIGNER, note="Wrong price list.")
        assert (case.now.stage, case.now.held) == (Stage.SEAL, True)


def test_nobody_signs_for_both_sides() -> None:
    with home() as world:
        with_countersigner(world)
        case = Journey(world, signer=HANNA).to_signer()
        refused = {**SIGNED}
        with pytest.raises(Refused, match="both sides"):
            _answer_as(world, case, HANNA.email, Role.SIGNER, refused)
        case = Journey(world).to_seal()
        ask_countersigner.run(world, case.event)
        with pytest.raises(Refused, match="both sides"):
            _answer_as(world, case, case.now.submission.applicant.email, Role.COUNTERSIGNER, refused)


def test_another_signer_is_asked_anew_and_the_old_decision_is_over() -> None:
    with home() as world:
        case = Journey(world).to_signer()
        first = case.waits_for()
        case.answer(Outcome.REASSIGNED, Role.SIGNER, to_name="Bo Chef", to_email="bo@becker-it.example")
        assert (case.now.stage, case.now.held, case.now.decision_open) == (Stage.AGREEMENT, False, False)
        ask_signer.run(world, case.event)
        asked = world.applications.case(case.id, case.waits_for()).decision
        assert asked is not None
        assert asked.asked == Person("Bo Chef", "bo@becker-it.example")
        assert "Bo Chef" in asked.about["text"]
        with pytest.raises(Refused):
            case.answer(Outcome.SIGNED, Role.SIGNER, first, **SIGNED)
        stream(world)
        assert world.mailer.to("bo@becker-it.example")
        assert Mail.SIGNER_NAMED in [message.letter.mail for message in world.applications.messages(case.id)]
        case.answer(Outcome.SIGNED, Role.SIGNER, **SIGNED)
        seal_agreement.run(world, case.event)
        ask_customer_admins.run(world, case.event)
        assert case.now.agreement is not None


def _answer_as(world: Home, case: Journey, email: str, role: Role, evidence: dict[str, str]) -> None:
    from onboarding.domain import answering  # noqa: PLC0415
    from onboarding.domain.answer import Answer  # noqa: PLC0415
    from onboarding.domain.people import person  # noqa: PLC0415

    by = person("Somebody", role, email)
    given = Answer(outcome=Outcome.SIGNED, by=by, at=world.clock.now(), evidence=evidence)
    answering.answer(world.applications.case(case.id, case.waits_for()), given, world.program)


def test_a_lost_race_for_the_table_is_run_again_with_the_same_document() -> None:
    with home() as world:
        case = Journey(world).to_seal()
        commit, tries = world.applications.commit, []

        def lose_once(change: object) -> None:
            tries.append(change)
            if len(tries) == 1:
                raise Conflict("somebody was faster")
            commit(change)  # type: ignore[arg-type]

        world.applications.commit = lose_once  # type: ignore[method-assign]
        assert seal_agreement.run(world, case.event)["outcome"] == "sealed"
        assert len(tries) == 2
        assert world.key.signed == 2


def test_a_case_that_is_not_signed_is_not_sealed() -> None:
    with home() as world:
        case = Journey(world).to_signer()
        assert seal_agreement.run(world, case.event)["outcome"] == "moved"
        assert case.now.agreement is None
        with pytest.raises(Moved):
            world.signatures.signed(world.applications.case(case.id, case.waits_for()), [], world.program)
