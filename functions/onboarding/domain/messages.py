"""Messages in the outbox: what will be mailed to whom, about which decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from onboarding.domain.ids import ApplicationId, DecisionId, MessageId
from onboarding.domain.people import Person, Role


class Mail(StrEnum):
    """Every mail that exists; the value is the name of its folder under templates/mails."""

    CONFIRM_EMAIL = "confirm_email"
    INVITE_PARTNER = "invite_partner"
    NAME_ADMINS = "name_admins"
    EMAIL_CONFIRMED = "email_confirmed"
    REVIEW_APPLICATION = "review_application"
    REVIEW_BUSINESS = "review_business"
    REVIEW_SCREENING = "review_screening"
    APPLICATION_REJECTED = "application_rejected"
    NOT_READY_YET = "not_ready_yet"
    COME_BACK = "come_back"
    ACCEPT_PARTNER = "accept_partner"
    REQUEST_PASSED_ON = "request_passed_on"
    DISTRIBUTOR_FOUND = "distributor_found"
    SIGN_AGREEMENT = "sign_agreement"
    SIGNER_NAMED = "signer_named"
    COUNTERSIGN_AGREEMENT = "countersign_agreement"
    AGREEMENT_SIGNED = "agreement_signed"
    ACCEPT_AGREEMENT = "accept_agreement"
    CONFIRM_ADMIN = "confirm_admin"
    ADMIN_CONFIRMED = "admin_confirmed"
    ACCOUNT_REFUSED = "account_refused"
    PARTNER_ACTIVE = "partner_active"
    REMINDER = "reminder"
    CASE_ON_HOLD = "case_on_hold"
    DECIDE_HOLD = "decide_hold"
    CASE_CLOSED = "case_closed"
    ANSWER_QUESTION = "answer_question"
    QUESTION_ANSWERED = "question_answered"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_DECIDED = "deadline_decided"
    ANSWER_CHECKIN = "answer_checkin"
    DECIDE_TASK = "decide_task"
    CONNECT_ACCOUNT = "connect_account"
    PROOF_MISSING = "proof_missing"
    ACCOUNT_VERIFIED = "account_verified"
    NO_LONGER_ASKED = "no_longer_asked"
    DECIDE_DRIFT = "decide_drift"
    HANDED_OVER = "handed_over"
    RELATION_ENDED = "relation_ended"
    RESUME_FORM = "resume_form"
    OPEN_QUEUE = "open_queue"
    OPEN_PAGE = "open_page"


APART = frozenset({Mail.RESUME_FORM, Mail.OPEN_QUEUE})
"""Mails that somebody asks for without a case; their messages carry a number of their own in its place."""


class MessageState(StrEnum):
    """A message is queued by a transaction; the relay takes it from there."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    MOOT = "moot"
    FAILED = "failed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message before it has an id: the change that carries it numbers it.

    `language` is set where no case knows the addressee's; otherwise the case says it when the mail is sent.
    """

    mail: Mail
    to: Person
    role: Role
    decision: DecisionId | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Message:
    """A queued mail. `decision` makes the relay put that decision's link in it; applicants also get their page's.

    `settled` is when it was sent, found moot, or given up.
    """

    id: MessageId
    application: ApplicationId
    letter: Letter
    queued_at: datetime
    state: MessageState = MessageState.QUEUED
    attempts: int = 0
    settled: datetime | None = None
