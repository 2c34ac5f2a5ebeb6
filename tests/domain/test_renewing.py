"""A new version of the agreement: accepted by a date, never by silence, and nothing ends without a person."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from onboarding.domain import asking, checkins, deadline_letters, deadlines, intervening, renewing, signing
from onboarding.domain.answer import Answer
from onboarding.domain.change import change
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import Moved, ProgramError, Refused
from onboarding.domain.live import is_live
from onboarding.domain.messages import Mail
from onboarding.domain.notices import NoticeState, Unpublished
from onboarding.domain.people import Person, Role
from onboarding.domain.program import load
from onboarding.domain.stages import Outcome, Stage
from tests.support.deadlines import OPS
from tests.support.renewals import ASK_FROM, BY, NEW, OLD, announced, date_case, program, renewed, terms
from tests.support.samples import DOCUMENT, PROGRAM, PROGRAM_FILE, Walk

NEW_DOCUMENT = {**DOCUMENT, "version": NEW, "number": "second"}
LATER = datetime(2027, 3, 1, 9, tzinfo=UTC)


def active() -> Walk:
    return Walk.of().to_active()


def asked() -> Walk:
    """The signer is asked to accept the new version."""
    walk = renewed(active())
    walk.do(signing.ask_signer, NEW_DOCUMENT, walk.program)
    return walk


def sign(walk: Walk) -> None:
    walk.answer(Outcome.SIGNED, Role.SIGNER, consent="yes", authority="yes", title="Managing director")


def question(walk: Walk) -> Decision:
    decision = walk.case().decision
    assert decision is not None
    return decision


def the_date(walk: Walk) -> Decision:
    decision = date_case(walk).decision
    assert decision is not None
    return decision


def extend(walk: Walk, until: date) -> None:
    case, now = date_case(walk), walk.at
    walk._keep(renewing.extend(case, question(walk), until, OPS, "Illness.", announced(), walk.program, now))


def test_an_active_partner_is_asked_from_the_day_on_and_stays_active() -> None:
    walk = active()
    before, rules = walk.application, program()
    with pytest.raises(Moved, match="not time"):
        renewing.begin(before, terms(rules), announced(), rules, walk.at)
    now = renewed(walk).application
    assert (now.stage, now.place, now.holder, now.start) == (Stage.ACTIVE, "agreement", Role.VENDOR, True)
    assert now.generation == before.generation + 1
    assert (now.agreement, now.reseller, now.look_at) == (before.agreement, before.reseller, before.look_at)


def test_nobody_is_asked_before_the_notice_is_published_with_that_date() -> None:
    application, rules = active().application, program()
    moved = replace(announced(), wording=replace(announced().wording, date=BY + timedelta(days=1)))
    for unpublished in (None, replace(announced(), state=NoticeState.DRAFT), moved):
        with pytest.raises(Unpublished):
            renewing.begin(application, terms(rules), unpublished, rules, LATER)


def _on_the_new_one() -> Walk:
    walk = asked()
    sign(walk)
    walk.seal()
    return walk


def _waived() -> Walk:
    walk = asked()
    walk._keep(renewing.waive(date_case(walk), OPS, "Agreed by phone.", announced(), walk.at))
    return walk


@pytest.mark.parametrize(
    "walk",
    [Walk.of().to_customers, lambda: renewed(active()), _on_the_new_one, _waived],
    ids=["under way", "asked already", "on the new one", "waived"],
)
def test_only_active_partners_with_a_replaced_version_are_asked(walk: object) -> None:
    assert callable(walk)
    rules = program()
    with pytest.raises(Moved, match="not to be asked"):
        renewing.begin(walk().application, terms(rules), announced(), rules, LATER + timedelta(days=300))


def test_the_last_signer_is_asked_until_the_partners_own_date_and_the_clock_answers_for_nobody() -> None:
    walk = asked()
    decision = question(walk)
    assert decision.asked == walk.application.signs
    assert decision.due == walk.application.deadline_at == datetime(2027, 5, 31, 22, tzinfo=UTC)
    assert (decision.ladder, decision.next_look(), decision.expires) == ((), None, False)
    (message,) = walk.changes[-1].messages
    assert (message.letter.mail, message.letter.to) == (Mail.ACCEPT_AGREEMENT, decision.asked)


def test_every_step_of_the_ladder_writes_to_the_signer_and_to_an_applicant_who_is_another() -> None:
    walk = asked()
    step = next(at for at in the_date(walk).ladder if at > walk.at)
    walk._keep(deadlines.approach(date_case(walk), announced(), step))
    (alone,) = walk.changes[-1].messages
    assert (alone.letter.mail, alone.letter.decision) == (Mail.ACCEPT_AGREEMENT, walk.application.decision)
    walk.answer(Outcome.REASSIGNED, Role.SIGNER, to_name="Bo Berg", to_email="bo@becker-it.example")
    walk.do(signing.ask_signer, NEW_DOCUMENT, walk.program)
    step = the_date(walk).ladder[0]
    walk._keep(deadlines.approach(date_case(walk), announced(), step))
    assert [(one.letter.mail, one.letter.to.name) for one in walk.changes[-1].messages] == [
        (Mail.ACCEPT_AGREEMENT, "Bo Berg"),
        (Mail.DEADLINE_NEAR, "Ann Becker"),
    ]


def test_a_withdrawn_notice_silences_the_ladder_and_the_audit_says_why() -> None:
    walk = asked()
    step = the_date(walk).ladder[0]
    walk._keep(deadlines.approach(date_case(walk), None, step))
    assert walk.changes[-1].messages == ()
    assert "does not exist" in walk.changes[-1].event.details["why"]


def test_signed_and_sealed_the_new_one_holds_and_the_old_one_is_kept_as_superseded() -> None:
    walk = asked()
    old, version = walk.application.agreement, walk.application.version
    assert old is not None
    deadline = walk.application.deadline
    sign(walk)
    assert (walk.application.stage, walk.application.place) == (Stage.ACTIVE, "seal")
    assert walk.application.agreement == old, "until it is sealed the old one holds"
    assert deadline is not None
    assert walk.decisions[deadline].outcome is Outcome.DONE, "the partner has kept its date"
    walk.seal()
    now = walk.application
    assert now.agreement is not None
    assert (now.stage, now.place, now.holder, now.renewal) == (Stage.ACTIVE, "active", Role.NOBODY, None)
    assert (now.agreement.version, now.agreement.number) == (NEW, "second")
    assert now.earlier == (replace(old, ended=walk.at),)
    assert now.sealed(old.number) == now.earlier[0]
    assert now.version == version + 2, "one audit event each"
    assert len([at for at in now.reached if at.stage is Stage.ACTIVE]) == 1, "it never stopped being active"


def test_a_no_leads_to_one_person_in_ops_and_changes_nothing_else() -> None:
    walk = asked()
    old = walk.application.agreement
    walk.answer(Outcome.DECLINED, Role.SIGNER, note="Clause 8 is new to us.")
    now = walk.application
    assert (now.stage, now.agreement, now.holder, now.held, now.idle) == (Stage.ACTIVE, old, Role.OPS, False, True)
    missed = the_date(walk)
    assert missed.answers == (Outcome.EXTENDED, Outcome.WAIVED, Outcome.ENDED)
    assert (missed.about["happened"], missed.about["note"]) == ("declined", "Clause 8 is new to us.")
    with pytest.raises(Moved):
        asking.hold(now, Outcome.DECLINED, "", PROGRAM, walk.at)
    with pytest.raises(Moved):
        deadlines.pass_by(date_case(walk), walk.program, walk.at + timedelta(days=400))


def test_after_a_no_ops_can_have_the_signer_asked_once_more_by_the_same_date() -> None:
    walk = asked()
    walk.answer(Outcome.DECLINED, Role.SIGNER, note="Clause 8.")
    generation = walk.application.generation
    walk._keep(
        renewing.extend(date_case(walk), question(walk), BY, OPS, "We talked.", announced(), walk.program, walk.at)
    )
    now = walk.application
    assert (now.place, now.start, now.generation) == ("agreement", True, generation + 1)
    about = the_date(walk).about
    assert not {"happened", "note"} & set(about)
    walk.do(signing.ask_signer, {**NEW_DOCUMENT, "number": "third"}, walk.program)
    sign(walk)
    walk.seal()
    assert walk.application.agreement is not None
    assert walk.application.agreement.version == NEW


def test_a_missed_date_is_one_decision_for_ops_and_a_late_signature_still_counts() -> None:
    walk = asked()
    walk.at = question(walk).due
    walk._keep(deadlines.pass_by(date_case(walk), walk.program, walk.at))
    now = walk.application
    assert now.missed
    assert (now.stage, now.decision_open) == (Stage.ACTIVE, True)
    assert is_live(now, question(walk)), "the signer's link still works"
    missed = now.deadline
    sign(walk)
    assert missed is not None
    assert walk.decisions[missed].outcome is Outcome.DONE
    walk.seal()
    assert walk.application.place == "active"


@pytest.mark.parametrize("missed", [False, True])
def test_a_later_date_keeps_the_signers_question_and_its_link(missed: bool) -> None:
    walk = asked()
    asked_first = question(walk)
    if missed:
        walk.at = asked_first.due
        walk._keep(deadlines.pass_by(date_case(walk), walk.program, walk.at))
    until = date(2027, 8, 31)
    walk._keep(
        renewing.extend(date_case(walk), asked_first, until, OPS, "Illness.", announced(), walk.program, walk.at)
    )
    now = question(walk)
    assert (now.id, now.open) == (asked_first.id, True)
    assert now.due == walk.application.deadline_at == walk.application.due == datetime(2027, 8, 31, 22, tzinfo=UTC)
    assert the_date(walk).ladder
    with pytest.raises(Refused, match="later"):
        extend(walk, until)
    sign(walk)


def test_a_later_date_leaves_the_hold_of_ops_with_its_own_date() -> None:
    walk = renewed(active())
    walk.do(asking.hold, Outcome.FAILED, "Lambda.Unknown", walk.program)
    held, generation = question(walk), walk.application.generation
    extend(walk, date(2027, 8, 31))
    assert (question(walk).due, walk.application.due) == (held.due, held.due)
    assert (walk.application.held, walk.application.generation) == (True, generation)
    walk.answer(Outcome.RETRY, Role.OPS, note="The service is back.")
    walk.do(signing.ask_signer, NEW_DOCUMENT, walk.program)
    assert question(walk).due == datetime(2027, 8, 31, 22, tzinfo=UTC)


def test_a_later_date_after_a_no_leaves_the_question_that_was_answered_as_it_is() -> None:
    walk = asked()
    walk.answer(Outcome.DECLINED, Role.SIGNER, note="Clause 8.")
    declined = question(walk)
    extend(walk, date(2027, 8, 31))
    assert walk.changes[-1].reminded == ()
    assert (question(walk).due, walk.application.due) == (declined.due, None)


def test_a_no_after_a_later_date_still_rests_on_the_date_that_was_announced() -> None:
    walk = asked()
    extend(walk, date(2027, 8, 31))
    walk.answer(Outcome.DECLINED, Role.SIGNER, note="Clause 8.")
    about = the_date(walk).about
    assert (about["announced"], about["date"]) == (BY.isoformat(), "2027-08-31")


@pytest.mark.parametrize("missing", ["renewal", "deadline_at"])
def test_a_no_counts_only_while_a_new_version_is_asked_for_by_a_date(missing: str) -> None:
    walk = asked()
    given = Answer(outcome=Outcome.DECLINED, by=OPS, at=walk.at, note="Clause 8.")
    without = replace(walk.application, **{missing: None})  # type: ignore[arg-type]
    with pytest.raises(Moved, match="No date runs"):
        renewing.refused(without, question(walk), given, walk.program)


def test_ops_close_a_case_that_is_held_and_the_new_version_with_it() -> None:
    walk = asked()
    sign(walk)
    walk.do(asking.hold, Outcome.FAILED, "Lambda.Unknown", PROGRAM)
    walk.answer(Outcome.CLOSED, Role.OPS, note="They have closed the shop.")
    now = walk.application
    assert (now.stage, now.renewal, now.closed_as, now.look_at) == (Stage.CLOSED, None, Outcome.ENDED, None)
    assert now.agreement is not None
    assert now.agreement.ended == walk.at


def test_waived_the_partner_stays_on_its_version_and_the_signer_is_told() -> None:
    walk = asked()
    asked_of, old = question(walk), walk.application.agreement
    walk._keep(renewing.waive(date_case(walk), OPS, "Agreed by phone.", announced(), walk.at))
    now = walk.application
    assert (now.agreement, now.renewal, now.holder, now.deadline) == (old, None, Role.NOBODY, None)
    assert (now.waived_version, now.settled_version) == (NEW, NEW)
    assert walk.decisions[asked_of.id].outcome is Outcome.WAIVED
    mails = [(one.letter.mail, one.letter.role) for one in walk.changes[-1].messages]
    assert mails == [(Mail.DEADLINE_DECIDED, Role.APPLICANT), (Mail.NO_LONGER_ASKED, Role.SIGNER)]


def test_waived_while_ops_hold_the_case_nobody_is_told_that_the_signer_is_not_asked_any_more() -> None:
    walk = renewed(active())
    walk.do(asking.hold, Outcome.FAILED, "Lambda.Unknown", PROGRAM)
    held = question(walk)
    walk._keep(renewing.waive(date_case(walk), OPS, "Agreed by phone.", announced(), walk.at))
    assert walk.decisions[held.id].outcome is Outcome.WAIVED
    assert [one.letter.mail for one in walk.changes[-1].messages] == [Mail.DEADLINE_DECIDED]


def test_ended_while_the_vendor_is_to_sign_the_signer_who_has_answered_is_not_told_so() -> None:
    walk, vera = asked(), Person("Vera Vendor", "vera@vendor.example")
    sign(walk)
    walk.do(
        signing.ask_countersigner, question(walk), replace(PROGRAM, vendor=replace(PROGRAM.vendor, countersigner=vera))
    )
    asked_of = question(walk)
    walk._keep(intervening.end(walk.case(), OPS, "They have closed the shop.", walk.at))
    assert walk.decisions[asked_of.id].outcome is Outcome.ENDED
    assert [one.letter.mail for one in walk.changes[-1].messages] == [Mail.CASE_CLOSED]


def test_a_version_that_was_waived_is_forgotten_once_a_later_one_is_signed() -> None:
    walk = _waived()
    (second,) = program().renewals
    third = replace(second, version="v3", replaces=(OLD, NEW))
    walk.program = replace(program(), renewals=(third,))
    walk.at = max(walk.at, LATER)
    walk._keep(renewing.begin(walk.application, third, announced(), walk.program, walk.at))
    walk.do(signing.ask_signer, {**NEW_DOCUMENT, "version": "v3", "number": "third"}, walk.program)
    sign(walk)
    walk.seal()
    assert walk.application.settled_version == "v3"
    with pytest.raises(Moved, match="not to be asked"):
        renewing.begin(walk.application, third, announced(), walk.program, walk.at)


def test_only_a_person_ends_a_partnership_and_the_agreement_keeps_its_evidence() -> None:
    walk = asked()
    with pytest.raises(Moved):
        renewing.end(date_case(walk), OPS, "Too early.", walk.at)
    walk.at = question(walk).due
    walk._keep(deadlines.pass_by(date_case(walk), walk.program, walk.at))
    with pytest.raises(Refused):
        renewing.end(date_case(walk), OPS, " ", walk.at)
    walk._keep(renewing.end(date_case(walk), OPS, "They have closed the shop.", walk.at))
    now = walk.application
    assert (now.stage, now.closed_as, now.reason) == (Stage.CLOSED, Outcome.ENDED, "They have closed the shop.")
    assert now.agreement is not None
    assert (now.agreement.ended, now.agreement.version) == (walk.at, OLD)
    assert walk.changes[-1].event.actor == OPS
    assert all(not one.open for one in walk.decisions.values() if one.kind in (Kind.AGREEMENT, Kind.MISSED))


def test_check_ins_go_on_while_a_new_agreement_is_asked_for() -> None:
    walk = asked()
    due = walk.application.look_at
    assert due is not None
    walk.at = due
    walk.do(checkins.check_in, PROGRAM)
    sign(walk)
    assert walk.application.look_at is not None


def test_a_step_that_fails_holds_for_ops_and_trying_again_goes_on_where_it_was() -> None:
    walk = asked()
    sign(walk)
    walk.do(asking.hold, Outcome.FAILED, "Lambda.Unknown", PROGRAM)
    assert (walk.application.stage, walk.application.place) == (Stage.ACTIVE, "held")
    walk.answer(Outcome.RETRY, Role.OPS, note="KMS is back.")
    assert (walk.application.stage, walk.application.place) == (Stage.ACTIVE, "seal")
    walk.seal()
    assert walk.application.place == "active"


def test_a_resubmitted_case_that_signs_again_keeps_its_first_agreement() -> None:
    walk = Walk.of().to_customers()
    first = walk.application.agreement
    assert first is not None
    walk.application = replace(walk.application, stage=Stage.SEAL, signed=first.decision)
    walk.seal()
    assert [one.number for one in walk.application.earlier] == [first.number]
    assert walk.application.earlier[0].ended is not None


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (f'replaces = ["{NEW}"]', "replaces"),
        ('replaces = [""]', "replaces"),
        ("replaces = [3]", "replaces"),
        ('by = "soon"', "by"),
        ("by = 2027-01-31", "by"),
        ("by = 2028-01-31", "by"),
        ("by = 2027-05-31T10:00:00", "by"),
        ("notice = 0", "notice"),
        ("per_hour = 0", "per_hour"),
        ("perhour = 3", "perhour"),
    ],
)
def test_a_slip_in_the_program_names_its_key(wrong: str, key: str) -> None:
    name = wrong.partition(" ")[0]
    lines = {
        "replaces": f'replaces = ["{OLD}"]',
        "ask_from": f"ask_from = {ASK_FROM}",
        "by": f"by = {BY}",
        "notice": "notice = 2",
        "per_hour": "per_hour = 600",
        name: wrong,
    }
    text = _with_new_version() + f'\n[agreement.renewals."{NEW}"]\n' + "\n".join(lines.values())
    with pytest.raises(ProgramError, match=key):
        load(text)


def test_a_new_version_that_no_track_uses_is_a_slip() -> None:
    with pytest.raises(ProgramError, match="no track"):
        load(_with_new_version().replace(NEW, OLD) + '\n[agreement.renewals."2099-01"]\nnotice = 1\n')


def _with_new_version() -> str:
    return PROGRAM_FILE.read_text(encoding="utf-8").replace(f'version = "{OLD}"', f'version = "{NEW}"')


def test_a_partner_that_is_closed_meanwhile_is_not_asked_any_more() -> None:
    walk = asked()
    walk.do(lambda one, now: change(one, action="closed", by=OPS, now=now, stage=Stage.CLOSED))
    now = walk.application
    assert (now.renewal, now.place, now.idle, now.deadline) == (None, "closed", True, None)


def test_the_mail_before_the_date_goes_to_the_applicant_where_no_signer_is_asked() -> None:
    for walk in (renewed(active()), asked()):
        letter = deadline_letters.announcement(walk.application, the_date(walk), announced(), walk.at)
        mails = [one.mail for one in deadline_letters.announced_to(walk.application, letter)]
        assert mails == [Mail.ACCEPT_AGREEMENT if walk.application.decision_open else Mail.DEADLINE_NEAR]
        assert walk.application.renewal is not None
        sealing = replace(walk.application, renewal=replace(walk.application.renewal, stage=Stage.SEAL))
        held = replace(walk.application, held=True)  # what is open then is ops' own
        for nobody_asked in (sealing, held):
            assert deadline_letters.announced_to(nobody_asked, letter) == [letter]


def test_a_mail_that_counts_the_signers_days_goes_out_on_its_own_day_or_not_at_all() -> None:
    walk = asked()
    step = next(at for at in the_date(walk).ladder if at > walk.at and at.weekday() < 4)
    walk._keep(deadlines.approach(date_case(walk), announced(), step))
    letter = walk.changes[-1].messages[0].letter
    assert (letter.mail, "days" in letter.facts) == (Mail.ACCEPT_AGREEMENT, True)
    day = timedelta(days=1)
    assert deadline_letters.may_go_out(letter, walk.case(letter.decision), announced(), step, step + day / 8)
    assert not deadline_letters.may_go_out(letter, walk.case(letter.decision), announced(), step, step + day)
