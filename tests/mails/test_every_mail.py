"""Every mail, with every form: what it says, what it links to, and what it never shows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from onboarding.domain import applying, intervening
from onboarding.domain.account import AccountState
from onboarding.domain.decision import Kind
from onboarding.domain.messages import APART, Mail
from onboarding.domain.people import Role
from onboarding.domain.stages import Outcome, Stage
from onboarding.domain.waits import TIMED
from onboarding.mail_words import BUTTONS, IF_SILENT, REQUESTS
from onboarding.mailing import SUBJECT
from onboarding.relay import NEEDS_AN_ANSWER
from onboarding.templating import _FOLDER
from tests.mails.cases import Queued, addresses_of, begun, every_kind_reminded, gallery
from tests.mails.forms import FORMS
from tests.support.deadlines import OPS
from tests.support.samples import PROGRAM

ASKING = {
    Mail.CONFIRM_EMAIL,
    Mail.INVITE_PARTNER,
    Mail.REVIEW_APPLICATION,
    Mail.REVIEW_BUSINESS,
    Mail.REVIEW_SCREENING,
    Mail.ANSWER_CHECKIN,
    Mail.DECIDE_TASK,
    Mail.ACCEPT_PARTNER,
    Mail.INVITE_PARTNER,
    Mail.SIGN_AGREEMENT,
    Mail.ACCEPT_AGREEMENT,
    Mail.COUNTERSIGN_AGREEMENT,
    Mail.CONFIRM_ADMIN,
    Mail.DECIDE_HOLD,
    Mail.ANSWER_QUESTION,
    Mail.REMINDER,
    Mail.DEADLINE_NEAR,
    Mail.CONNECT_ACCOUNT,
    Mail.DECIDE_DRIFT,
}
HAPPENED = re.compile(
    "confirmed|Not accepted|Not ready yet|Come back now|Name the admins|Passed on|found|New signer|signed|no to|active|"
    "looks at|closed|Withdrawn|answered|moved to|waived|released|verified|any more|ended|passed on|new link"
)
DAY = re.compile(r"\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
RAW = {one.value for group in (Kind, Outcome, Stage, Role, AccountState, Mail) for one in group if "_" in one.value} | {
    Outcome.UNPROVEN.value,
    Outcome.DISPUTED.value,
    Outcome.RESUBMITTED.value,
    Outcome.SKIP.value,
    Outcome.RETRY.value,
}
"""Words of the table that are no words of a sentence."""
URL = re.compile(r"https?://[^\s<>\"]+")


class Page(HTMLParser):
    """The tags, links, visible text and preheader of a mail's HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._silent = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent = tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)

    @property
    def links(self) -> set[str]:
        """Every target of a link."""
        return {str(attributes["href"]) for tag, attributes in self.tags if tag == "a"}


def part(mail: EmailMessage, kind: str) -> str:
    """The text or HTML part, with plain line ends."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def everything() -> Iterator[Queued]:
    """All mails of all journeys with an ordinary form, and each mail once with every other form."""
    yield from gallery("ordinary")
    yield from every_kind_reminded()
    for form in FORMS:
        yield from ({queued.mail: queued for queued in gallery(form)}).values()


@pytest.fixture(scope="module")
def mails() -> list[tuple[Queued, EmailMessage]]:
    return [(queued, queued.composed()) for queued in everything()]


def test_every_mail_has_its_three_files_and_no_folder_is_left_over() -> None:
    folder = _FOLDER / "mails"
    folders = {one.name: sorted(file.name for file in one.iterdir()) for one in folder.iterdir() if one.is_dir()}
    assert folders == {mail.value: ["body.html", "body.txt", "subject.txt"] for mail in Mail}


@pytest.mark.parametrize("form", FORMS)
def test_the_journeys_send_every_mail_there_is(form: str) -> None:
    assert {queued.mail for queued in gallery(form)} == set(Mail)


def test_every_kind_of_decision_that_has_dates_has_its_words() -> None:
    for words in (REQUESTS, IF_SILENT, BUTTONS):
        assert set(words) == set(TIMED)


def test_a_subject_fits_a_phone_and_says_by_when_or_what_happened(
    mails: list[tuple[Queued, EmailMessage]],
) -> None:
    for queued, mail in mails:
        subject = str(mail["Subject"])
        assert 10 < len(subject) <= SUBJECT, subject
        assert "\n" not in subject
        if queued.mail in ASKING | APART:
            assert DAY.search(subject), subject
        else:
            assert HAPPENED.search(subject), subject


def test_every_subject_of_a_mail_about_a_notice_ends_with_its_number(mails: list[tuple[Queued, EmailMessage]]) -> None:
    about = {Mail.DEADLINE_NEAR, Mail.DEADLINE_DECIDED, Mail.ACCEPT_AGREEMENT}
    subjects = [str(mail["Subject"]) for queued, mail in mails if queued.mail in about]
    for asked in [queued for queued, _ in mails if queued.mail is Mail.ACCEPT_AGREEMENT]:
        for days in ("0", "1", "60"):
            letter = replace(asked.message.letter, facts={**asked.message.letter.facts, "days": days})
            counted = replace(asked, message=replace(asked.message, letter=letter))
            subjects.append(str(counted.composed()["Subject"]))
        late = replace(asked, now=asked.now + timedelta(days=400))
        subjects.append(str(late.composed()["Subject"]))
    assert {one.partition(" ")[0] for one in subjects} >= {"By", "Today,", "Tomorrow,", "Due"}
    assert [one for one in subjects if not re.search(r"\(notice \d+\)$", one)] == []


def test_text_and_html_carry_the_same_links_and_applicants_get_their_page(
    mails: list[tuple[Queued, EmailMessage]],
) -> None:
    for queued, mail in mails:
        text, page = part(mail, "plain"), Page(part(mail, "html"))
        written = set(URL.findall(text))
        assert written == {link for link in page.links if link.startswith("http")}, queued.mail
        addresses, role = addresses_of(queued.message), queued.message.letter.role
        wanted = {addresses.decision, addresses.page, addresses.console if role is Role.OPS else ""} - {""}
        assert wanted <= written, queued.mail
        if role is Role.OPS:
            assert not any("/d/" in link or "/a/" in link for link in written)


def test_the_first_two_lines_say_who_asks_what_until_when_and_what_silence_leads_to(
    mails: list[tuple[Queued, EmailMessage]],
) -> None:
    for queued, mail in mails:
        lines = [line for line in part(mail, "plain").splitlines() if line]
        assert lines[0].startswith("Hello")
        if queued.mail in ASKING:
            assert queued.case.decision is not None
            assert re.search(r"\d{1,2} [A-Z][a-z]+ 20\d\d", lines[1]), lines[1]
            assert re.search(r"without|until|if you do nothing|unsigned|after that date", lines[1], re.IGNORECASE)
        else:
            assert len(lines[1]) > 60


def test_every_mail_names_its_sender_why_it_came_whom_to_ask_and_how_to_check_it(
    mails: list[tuple[Queued, EmailMessage]],
) -> None:
    vendor = PROGRAM.vendor
    for queued, mail in mails:
        for shown in (part(mail, "plain"), " ".join(" ".join(Page(part(mail, "html")).text).split())):
            assert "You get this mail because" in shown
            assert vendor.contact.email in shown
            assert f"Mails of {vendor.name}'s partner program have no attachments" in shown
            assert "never ask for a password" in shown
            assert queued.mail in APART or queued.case.application.id in shown
        assert not list(mail.iter_attachments())


def test_no_mail_shows_raw_words_iso_dates_or_gaps(mails: list[tuple[Queued, EmailMessage]]) -> None:
    for queued, mail in mails:
        text = part(mail, "plain")
        without_links = URL.sub("(link)", text)
        for shown in (str(mail["Subject"]), without_links):
            assert not ISO.search(shown), shown
            words = set(re.findall(r"[a-z_]+", shown))
            assert not words & RAW, (queued.mail, words & RAW)
            assert not re.search(r"\bNone\b|\{\{|\{%|  ", shown), shown


def test_reminders_are_short_and_say_their_number(mails: list[tuple[Queued, EmailMessage]]) -> None:
    longest = max(
        len(part(mail, "plain").split("--------")[0])
        for queued, mail in mails
        if queued.mail is Mail.REMINDER and queued.case.application.submission.company == "Fjord IT"
    )
    assert longest < 900
    for queued, mail in mails:
        if queued.mail is Mail.REMINDER:
            assert re.search(r"reminder \d of \d|last reminder", part(mail, "plain"))
            assert re.match(r"Reminder \d of \d: |Last reminder: ", str(mail["Subject"]))


def test_the_last_reminder_says_so_and_the_ones_before_count() -> None:
    asked = [
        queued
        for queued in gallery("ordinary")
        if queued.mail is Mail.REMINDER and queued.message.letter.decision == "admin-1-1"
    ]
    numbers = [str(queued.composed()["Subject"]).partition(":")[0] for queued in asked]
    assert numbers == [*(f"Reminder {number} of 6" for number in range(1, 6)), "Last reminder"]


def test_a_decision_that_is_overdue_is_not_asked_for_by_a_date_gone_by() -> None:
    late = [queued for queued in gallery("ordinary") if queued.case.decision and queued.mail is Mail.REMINDER]
    late = [queued for queued in late if queued.now >= queued.case.decision.due]  # type: ignore[union-attr]
    assert late
    for queued in late:
        mail = queued.composed()
        assert "(due " in str(mail["Subject"])
        assert "now (it was due on " in part(mail, "plain")


@pytest.mark.parametrize("stage", [Stage.AGREEMENT, Stage.CUSTOMERS, Stage.ACTIVE])
def test_news_says_the_same_however_late_it_goes_out(stage: Stage) -> None:
    news = [queued for queued in gallery("ordinary") if queued.mail not in NEEDS_AN_ANSWER]
    assert len({queued.mail for queued in news}) > 10
    for queued in news:
        elsewhere = replace(queued.case, application=replace(queued.case.application, stage=stage))
        late = replace(queued, case=elsewhere)
        assert part(late.composed(), "plain") == part(queued.composed(), "plain"), queued.mail


def test_html_is_one_column_without_images_or_script_and_says_its_language(
    mails: list[tuple[Queued, EmailMessage]],
) -> None:
    head = {"html", "head", "meta", "title", "style", "body"}
    allowed = head | {"div", "table", "tr", "td", "p", "br", "a", "strong", "blockquote"}
    allowed |= {"dl", "dt", "dd", "ul", "li"}
    for queued, mail in mails:
        html = part(mail, "html")
        page = Page(html)
        assert {tag for tag, _ in page.tags} <= allowed, queued.mail
        assert ("html", {"lang": "en", "dir": "ltr"}) in page.tags
        assert "prefers-color-scheme: dark" in html
        assert "url(" not in html
        assert len(html) < 30_000, "Gmail cuts mails off at 102 KB, phones load less"


def test_the_customer_admin_learns_what_changes_what_does_not_and_how_to_say_no() -> None:
    asked = next(queued for queued in gallery("ordinary") if queued.mail is Mail.CONFIRM_ADMIN)
    text = part(asked.composed(), "plain")
    for needed in (
        "Fjord IT",
        "Anna Berg",
        "Hafen Logistik GmbH",
        "What changes if you confirm",
        "does not change",
    ):
        assert needed in text
    for needed in (
        "not your IT partner",
        "answer “No”",
        "How to check that this is genuine",
        "nothing changes",
    ):
        assert needed in text


def test_an_applicant_on_hold_learns_that_a_person_looks_and_nothing_is_lost() -> None:
    held = next(queued for queued in gallery("ordinary") if queued.mail is Mail.CASE_ON_HOLD)
    text = part(held.composed(), "plain")
    assert "a person at Harbourlight looks at it" in text
    assert "nothing is lost" in text


def test_a_former_partner_whose_new_application_is_closed_reads_of_an_application() -> None:
    walk = begun(FORMS["ordinary"]())
    walk.to_active()
    walk._keep(intervening.end(walk.case(), OPS, "They sold the business.", walk.at))
    walk.do(applying.resubmit, walk.application.submission, list(walk.accounts.values()))
    walk._keep(intervening.close(walk.case(), OPS, "Nobody answers.", walk.at))
    told = [part(one.composed(), "plain") for one in walk.queued if one.mail is Mail.CASE_CLOSED]
    assert "has ended the partnership with Fjord IT" in told[0]
    assert "has closed the application of Fjord IT" in told[1]


def test_before_the_date_of_a_new_agreement_nothing_is_said_of_an_enrolment() -> None:
    near = [one for one in gallery("ordinary") if one.mail is Mail.DEADLINE_NEAR]
    for queued in near:
        text = part(queued.composed(), "plain")
        renewal = queued.message.letter.facts["renewal"]
        assert ("The new agreement is not signed yet, and the present one holds." in text) == bool(renewal)
        assert ("The enrolment is at" in text) != bool(renewal)
    assert {bool(one.message.letter.facts["renewal"]) for one in near} == {True, False}


def test_ops_learn_what_happened_and_what_they_may_do() -> None:
    told = [part(one.composed(), "plain") for one in gallery("ordinary") if one.mail is Mail.DECIDE_HOLD]
    for happened in ("did not confirm", "No distributor", "declined to sign", "workflow failed", "said no"):
        assert any(happened in text for text in told)
    for text in told:
        assert "Try again: " in text
        assert "Close the case: " in text
        assert "At this stage for: " in text
