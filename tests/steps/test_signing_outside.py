"""Signing at a provider: whatever it loses, doubles, swaps or delays, there is one request and one outcome."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from local.dropbox_sign import API_KEY
from local.sign_events import DOUBLE, DROP, SWAP, payload
from local.sign_requests import EXPIRED, signed_file
from onboarding import clock
from onboarding.deciding import decide
from onboarding.documents.checking import State, check
from onboarding.documents.evidence import parts
from onboarding.domain.answer import Answer
from onboarding.domain.answering import answer
from onboarding.domain.application import Case
from onboarding.domain.applying import withdraw
from onboarding.domain.change import Change
from onboarding.domain.consent import AUTHORITY, CONSENT
from onboarding.domain.errors import Refused
from onboarding.domain.nudging import send_fresh_link
from onboarding.domain.people import Person, Role, person
from onboarding.domain.program import Program
from onboarding.domain.stages import Outcome
from onboarding.ports.provider import Asking, Found
from onboarding.signing.reading import look
from onboarding.steps import ask_signer, hold_for_ops, seal_agreement
from tests.support.journey import Journey, stream
from tests.support.provider import Outside, deliver, outside
from tests.support.samples import ANN, PROGRAM
from tests.support.table import everything


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with outside(monkeypatch) as here:
        yield here


def requests(journey: Journey) -> list[dict[str, Any]]:
    return [item for (pk, _), item in everything().items() if item["kind"] == "REQUEST" and journey.id in pk]


def agreed(journey: Journey) -> list[str]:
    """How often the audit says that the agreement was decided, and how."""
    events = journey.world.applications.events(journey.id)
    return [
        one.details["outcome"]
        for one in events
        if one.details.get("decision", "").startswith("agreement") and "outcome" in one.details
    ]


def pass_clock(out: Outside, **length: float) -> None:
    clock.run(out.world, out.world.clock.move(**length))


def test_the_signer_is_asked_outside_once_and_told_where_to_sign(out: Outside) -> None:
    journey = out.signer_asked()
    stream(out.world)
    asked = out.asked(journey)
    assert (asked.email, asked.name) == (ANN.email, ANN.name)
    assert hashlib.sha256(asked.content()).hexdigest() == out.decided(journey).about["sha256"]
    assert asked.metadata["decision"] == out.decided(journey).id
    assert asked.title.startswith("Sign for Becker IT GmbH by 23 Nov")
    assert "may sign for Becker IT GmbH" in asked.message
    (mail,) = [mail for mail in out.world.mailer.to(ANN.email) if str(mail["Subject"]).startswith("Sign for")]
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Dropbox Sign" in text.get_content()


def test_a_signature_is_settled_as_soon_as_the_provider_tells_of_it(out: Outside) -> None:
    journey = out.signer_asked()
    asked = out.asked(journey)
    out.provider.sign(asked.id)
    out.settle()
    decided = out.decided(journey)
    assert decided.outcome is Outcome.SIGNED
    assert decided.decided_by == person(ANN.name, Role.SIGNER, ANN.email)
    assert decided.evidence["document_sha256"] == hashlib.sha256(signed_file(asked)).hexdigest()
    assert decided.evidence["request"] == asked.id
    assert decided.evidence["sha256"] == decided.about["sha256"]
    assert requests(journey)[0]["state"] == "over"
    assert "due_sk" not in requests(journey)[0]
    assert max(len(value) for value in decided.evidence.values()) <= 300


def test_the_record_says_nothing_that_was_not_before_whoever_signed_outside(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.sign(out.asked(journey).id)
    out.settle()
    record = {part.heading: dict(part.rows) for part in parts(journey.now, out.decided(journey), None, [], PROGRAM)}
    rows = record["For the Partner: Becker IT GmbH"]
    assert rows["Name there"] == ANN.name
    assert rows["Authority"].startswith("Confirmed by signing")
    assert not {"Consent", "Typed name"} & set(rows)
    assert not {AUTHORITY, CONSENT} & set(rows.values())


def test_a_refusal_keeps_its_reason_and_goes_to_ops(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.decline(out.asked(journey).id, "The term is too long")
    out.settle()
    assert out.decided(journey).note == "The term is too long"
    assert (out.decided(journey).outcome, journey.now.held) == (Outcome.DECLINED, True)


@pytest.mark.parametrize("how", [[DROP, DROP, DROP, DROP], [DOUBLE] * 4, [SWAP, "pass", SWAP, "pass"]])
def test_lost_doubled_and_swapped_events_lead_to_one_outcome(out: Outside, how: list[str]) -> None:
    journey = out.signer_asked()
    out.provider.events.drained()
    out.provider.faults.events = list(how)
    out.provider.sign(out.asked(journey).id)
    out.settle()
    out.settle()
    if DROP in how:
        assert out.decided(journey).open
        pass_clock(out, minutes=16)
    assert agreed(journey) == ["signed"]


def test_an_event_changes_nothing_by_what_it_says(out: Outside) -> None:
    journey = out.signer_asked()
    asked = out.asked(journey)
    asked_signed = payload(API_KEY, "signature_request_all_signed", asked, 1)
    asked_signed["signature_request"]["is_complete"] = True
    asked_signed["signature_request"]["signatures"][0]["status_code"] = "signed"
    assert deliver(asked_signed)
    out.settle()
    assert out.decided(journey).open


def test_events_of_other_requests_and_of_unknown_kinds_are_taken_and_do_nothing(out: Outside) -> None:
    journey = out.signer_asked()
    out.settle()
    before, asked = everything(), out.asked(journey)
    foreign = payload(API_KEY, "signature_request_all_signed", asked, 1)
    foreign["signature_request"] = {**foreign["signature_request"], "signature_request_id": "f" * 40}
    strange = payload(API_KEY, "signature_request_teleported", asked, 2)
    test = payload(API_KEY, "callback_test", None, 3)
    nothing = {**payload(API_KEY, "signature_request_declined", None, 4), "signature_request": "what"}
    assert all(deliver(event) for event in (foreign, strange, test, nothing))
    assert everything() == before


def test_a_replayed_event_of_a_settled_case_does_nothing(out: Outside) -> None:
    journey = out.signer_asked()
    asked = out.asked(journey)
    out.provider.sign(asked.id)
    out.settle()
    replayed = payload(API_KEY, "signature_request_all_signed", asked, 5)
    before = everything()
    assert deliver(replayed)
    assert everything() == before


def test_what_an_outsider_sends_to_our_account_never_counts(out: Outside) -> None:
    out.provider.faults.down = True
    journey = out.signer_asked()
    decision = out.decided(journey)
    reference = f"{journey.id}{decision.id}".replace("-", "")
    fields = {
        "signers[0][name]": ANN.name,
        "signers[0][email_address]": ANN.email,
        "metadata[application]": journey.id,
        "metadata[decision]": decision.id,
        "metadata[reference]": reference,
    }
    forged = out.provider.requests.send(fields, ("a.txt", b"I owe"), 1, requester="mallory@elsewhere.example")
    out.provider.sign(forged.id)
    out.provider.faults.down = False
    provider_back(out)
    assert out.decided(journey).open
    assert [one.id for one in out.all_of(journey) if one.id != forged.id] == [requests(journey)[0]["request"]]


def sealed_once(out: Outside, journey: Journey) -> None:
    """The workflow seals, twice at once even: one document, which names where it was signed."""
    for _ in range(2):
        seal_agreement.run(out.world, journey.event)
    (key,) = [key for key in out.world.documents.kept if key.startswith("sealed/")]
    agreement = journey.now.agreement
    assert agreement is not None
    assert agreement.key == key
    assert check(out.world.documents.kept[key], out.world.documents).state is State.SEALED


def provider_back(out: Outside) -> None:
    """The pause after a failure is over."""
    out.world.provider._http._away_until = 0.0  # type: ignore[attr-defined]
    pass_clock(out, hours=2)
    out.settle()


def test_a_provider_that_is_down_for_a_day_is_asked_once_when_it_is_back(out: Outside) -> None:
    out.provider.faults.down = True
    journey = out.signer_asked()
    for _ in range(24 * 12):
        pass_clock(out, minutes=5)
    tried = [call for call in out.provider.calls if "list" in call or "send" in call]
    assert len(tried) <= 30
    assert out.all_of(journey) == []
    out.provider.faults.down = False
    provider_back(out)
    pass_clock(out, hours=2)
    assert len(out.all_of(journey)) == 1
    out.provider.sign(out.asked(journey).id)
    out.settle()
    assert agreed(journey) == ["signed"]
    sealed_once(out, journey)


def test_a_provider_that_was_down_while_they_signed_is_read_when_it_is_back(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.faults.events = [DROP] * 3
    out.provider.sign(out.asked(journey).id)
    out.provider.events.drained()
    out.provider.faults.down = True
    for _ in range(24 * 12):
        pass_clock(out, minutes=5)
    assert len([call for call in out.provider.calls if "GET /signature_request/" in call]) <= 12
    out.provider.faults.down = False
    out.world.provider._http._away_until = 0.0  # type: ignore[attr-defined]
    pass_clock(out, hours=6)
    assert agreed(journey) == ["signed"]
    sealed_once(out, journey)


def test_an_event_that_overtakes_the_requests_own_answer_loses_nothing(
    out: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = out.world.provider.ask

    def overtaken(asking: Asking) -> Found:
        found = ask(asking)
        out.provider.sign(found.id)
        out.provider.events.drained()
        return found

    monkeypatch.setattr(out.world.provider, "ask", overtaken)
    journey = out.signer_asked()
    out.settle()
    assert len(requests(journey)) == 1
    pass_clock(out, minutes=16)
    assert agreed(journey) == ["signed"]
    sealed_once(out, journey)


def test_a_lost_answer_to_the_request_does_not_ask_twice(out: Outside) -> None:
    out.provider.faults.lost_replies = 1
    journey = out.signer_asked()
    assert requests(journey) == []
    out.provider.sign(out.asked(journey).id)
    out.settle()
    assert out.decided(journey).open
    provider_back(out)
    pass_clock(out, minutes=1)
    assert len(out.all_of(journey)) == 1
    assert agreed(journey) == ["signed"]
    sealed_once(out, journey)
    assert out.provider.calls.count("POST /signature_request/send") == 1


def test_of_two_requests_that_a_delayed_search_let_happen_one_is_taken_back(out: Outside) -> None:
    journey = out.signer_asked()
    first = out.asked(journey)
    fields = {
        "signers[0][name]": first.name,
        "signers[0][email_address]": first.email,
        **{f"metadata[{name}]": value for name, value in first.metadata.items()},
    }
    out.provider.requests.send(fields, ("a.txt", first.content()), first.created + 60)
    key = next(key for key, item in everything().items() if item["kind"] == "REQUEST")
    forget(out, key)
    ask_again(out, journey)
    assert [one.id for one in out.all_of(journey)] == [first.id]


def test_a_second_request_that_nobody_knew_of_counts_if_it_was_signed(out: Outside) -> None:
    journey = out.signer_asked()
    asked = out.asked(journey)
    fields = {
        "signers[0][name]": asked.name,
        "signers[0][email_address]": asked.email,
        **{f"metadata[{name}]": value for name, value in asked.metadata.items()},
    }
    other = out.provider.requests.send(fields, ("a.txt", asked.content()), asked.created - 60)
    out.provider.sign(other.id)
    out.settle()
    pass_clock(out, minutes=16)
    assert agreed(journey) == ["signed"]
    assert out.decided(journey).evidence["request"] == other.id


def forget(out: Outside, key: tuple[str, str]) -> None:
    """As if the function had ended before it noted what it asked."""
    table: Any = out.world.__dict__["_table"]
    del table.items[key]


def ask_again(out: Outside, journey: Journey) -> None:
    """A fresh link is asked for."""
    world = out.world
    decide(
        world.applications,
        lambda: world.applications.current(journey.id),
        lambda case: send_fresh_link(case, world.clock.now()),
    )
    stream(world)


def test_a_fresh_link_and_a_reminder_make_the_provider_mail_again(out: Outside) -> None:
    journey = out.signer_asked()
    ask_again(out, journey)
    assert len(out.asked(journey).reminded) == 1
    pass_clock(out, days=5)
    stream(out.world)
    reminded = [call for call in out.provider.calls if "remind" in call]
    assert len(reminded) == 2
    assert len(out.all_of(journey)) == 1


@pytest.mark.parametrize("busy", [1, 3])
def test_a_rate_limit_is_waited_for(out: Outside, busy: int) -> None:
    out.provider.faults.busy = busy
    journey = out.signer_asked()
    for _ in range(5):
        pass_clock(out, hours=1)
    assert len(out.all_of(journey)) == 1


def test_a_signed_file_that_is_still_being_prepared_is_fetched_later(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.faults.preparing = 2
    out.provider.faults.events = [DROP, DROP]
    out.provider.sign(out.asked(journey).id)
    out.settle()
    assert out.decided(journey).open
    for _ in range(3):
        pass_clock(out, hours=1)
    assert agreed(journey) == ["signed"]


def test_a_signature_by_somebody_who_was_not_asked_is_a_persons_business(out: Outside) -> None:
    journey = out.signer_asked()
    asked = out.asked(journey)
    asked.email = "someone@elsewhere.example"
    out.provider.sign(asked.id)
    out.settle()
    assert out.decided(journey).outcome is Outcome.DECLINED
    assert "someone@elsewhere.example, who was not asked" in out.decided(journey).note
    assert journey.now.held


def test_what_our_rules_refuse_is_a_persons_business_too(out: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    journey = out.signer_asked()

    def refuse(case: Case, given: Answer, program: Program) -> Change:
        if given.outcome is Outcome.SIGNED:
            raise Refused("Nobody signs for both sides.")
        return answer(case, given, program)

    monkeypatch.setattr("onboarding.signing.settling.answer", refuse)
    out.provider.sign(out.asked(journey).id)
    out.settle()
    assert "Nobody signs for both sides." in out.decided(journey).note
    assert journey.now.held


@pytest.mark.parametrize("status", ["error_invalid_email", "error_file"])
def test_a_request_that_broke_at_the_provider_goes_to_ops_with_what_it_said(out: Outside, status: str) -> None:
    journey = out.signer_asked()
    out.provider.requests.answer(out.asked(journey).id, status, 1)
    pass_clock(out, minutes=16)
    assert status.replace("_", " ") in out.decided(journey).note
    assert journey.now.held


def test_a_request_that_the_provider_refuses_goes_to_ops_at_once(out: Outside) -> None:
    journey = out.signer_asked(signer=Person("", "ann@becker-it.example"))
    assert journey.now.held
    assert "refused" in out.decided(journey).note


def test_a_request_that_was_cancelled_over_there_goes_to_ops(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.requests.cancel(out.asked(journey).id)
    pass_clock(out, minutes=16)
    assert journey.now.held
    assert "cancelled" in out.decided(journey).note


def test_a_withdrawal_takes_the_request_back(out: Outside) -> None:
    journey = out.signer_asked()
    world = out.world
    journey.token("t-1")
    decide(
        world.applications,
        lambda: world.applications.case(journey.id),
        lambda case: withdraw(case.application, person("Ann", Role.APPLICANT), world.clock.now()),
    )
    stream(world)
    pass_clock(out, hours=1)
    assert out.all_of(journey) == []
    assert requests(journey)[0]["state"] == "over"


def test_ops_retry_and_the_signer_gets_a_new_request(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.decline(out.asked(journey).id, "Wrong company name")
    out.settle()
    hold_for_ops.run(out.world, {**journey.event, "outcome": "declined"})
    journey.answer(Outcome.RETRY, Role.OPS, note="Put right")
    ask_signer.run(out.world, journey.event)
    stream(out.world)
    again = [one for one in out.all_of(journey) if one.status == "awaiting_signature"]
    assert len(again) == 1
    out.provider.sign(again[0].id)
    out.settle()
    assert agreed(journey) == ["declined", "signed"]


def test_the_date_passes_and_the_request_is_taken_back(out: Outside) -> None:
    journey = out.signer_asked()
    journey.token("t-1")
    pass_clock(out, days=22)
    stream(out.world)
    assert agreed(journey) == ["expired"]
    assert out.all_of(journey) == []


def test_who_signed_in_time_is_not_expired_because_no_event_came(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.faults.events = [DROP] * 3
    out.provider.sign(out.asked(journey).id)
    out.provider.events.drained()
    pass_clock(out, days=22)
    assert agreed(journey) == ["signed"]


def test_an_expiry_waits_for_a_provider_that_is_away_but_not_for_ever(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.faults.down = True
    pass_clock(out, days=21, hours=1)
    assert out.decided(journey).open
    pass_clock(out, days=2)
    assert agreed(journey) == ["expired"]


def test_more_time_is_passed_on_to_the_provider(out: Outside) -> None:
    journey = out.signer_asked()
    asked = out.asked(journey)
    asked.expires = int((out.decided(journey).due - timedelta(days=3)).timestamp())
    pass_clock(out, minutes=16)
    assert out.asked(journey).expires is not None
    assert (out.asked(journey).expires or 0) > out.decided(journey).due.timestamp()


def test_a_request_that_expired_over_there_first_waits_for_our_own_date(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.requests.answer(out.asked(journey).id, EXPIRED, 1)
    pass_clock(out, days=1)
    assert out.decided(journey).open
    pass_clock(out, days=21)
    assert agreed(journey) == ["expired"]


def test_event_poll_and_clock_race_for_one_outcome(out: Outside) -> None:
    journey = out.signer_asked()
    out.provider.events.drained()
    out.provider.sign(out.asked(journey).id)
    now = out.world.clock.move(days=22)
    decision = out.decided(journey).id
    with ThreadPoolExecutor(4) as pool:
        ticks = [pool.submit(clock.run, out.world, now) for _ in range(2)]
        looks = [pool.submit(look, out.world, journey.id, decision) for _ in range(2)]
        for tick in ticks:
            tick.result()
        for one in looks:
            one.result()
    assert agreed(journey) == ["signed"]


def test_a_nudge_that_comes_while_the_request_is_read_is_not_lost(out: Outside) -> None:
    journey = out.signer_asked()
    decision = out.decided(journey).id
    known = out.world.outbox.request(journey.id, decision)
    assert known is not None
    assert out.world.outbox.nudge(journey.id, decision, known.request, out.world.clock.now())
    out.world.outbox.looked(known, out.world.clock.now() + timedelta(hours=6))
    assert requests(journey)[0]["state"] == "queued"


def test_without_news_the_provider_is_read_less_and_less_often(out: Outside) -> None:
    out.signer_asked()
    read = []
    for _ in range(4 * 24 * 12):
        before = len(out.provider.calls)
        pass_clock(out, minutes=5)
        read.append(len(out.provider.calls) - before)
    assert sum(read[: 24 * 12]) <= 11
    assert 3 <= sum(read[3 * 24 * 12 :]) <= 5


def test_the_key_is_in_no_item_and_in_no_log(out: Outside, caplog: pytest.LogCaptureFixture) -> None:
    journey = out.signer_asked()
    out.provider.sign(out.asked(journey).id)
    out.settle()
    assert API_KEY not in repr(everything())
    assert API_KEY not in "".join(str(record.__dict__) for record in caplog.records)
    assert API_KEY not in repr(out.world.provider)
