"""The message as mail servers and clients see it: headers, threads, encodings, addresses."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest

from onboarding.domain import questions
from onboarding.domain.errors import Rejected
from onboarding.domain.ids import MessageId
from onboarding.domain.messages import Mail
from onboarding.domain.people import Person, Role
from onboarding.domain.questions import Asker
from onboarding.mailing import TO_MANY, compose, mailbox
from tests.mails.cases import SENDER, Queued, addresses_of, begun, gallery, newest
from tests.mails.forms import FORMS
from tests.support.samples import PROGRAM

NAMES = (
    "Ann Becker",
    "Becker, Ann (sales)",
    'Ann "Boss" \\ Becker',
    "Jörg Müller",
    'Müller, Jörg; "Chef" <chef@evil.example>, y',
    "山田太郎",
    "שלום כהן",
    "Ελληνική Εταιρεία Πληροφορικής και Τεχνολογίας Α.Ε., Αθήνα (Ελ.)",
    "A" * 64,
    "a@b.example",
)


def readdressed(to: Person) -> bytes:
    """An ordinary mail to this person."""
    sample = newest("ordinary", Mail.SIGN_AGREEMENT)
    message = replace(sample.message, letter=replace(sample.message.letter, to=to))
    return compose(message, sample.case, addresses_of(message), PROGRAM, SENDER, sample.now)


def read(raw: bytes) -> EmailMessage:
    """The message in these bytes."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("form", FORMS)
def test_a_mail_is_seven_bit_with_short_lines_and_one_of_every_header(form: str) -> None:
    for queued in {one.mail: one for one in gallery(form)}.values():
        raw = queued.raw()
        raw.decode("ascii")
        assert b"\0" not in raw
        head = raw.partition(b"\r\n\r\n")[0]
        assert max(len(line) for line in raw.split(b"\r\n")) <= 78
        names = [line.partition(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"]
        assert len(names) == len(set(names))
        assert b"bcc" not in names
        mail = read(raw)
        assert not mail.defects
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_every_mail_can_be_answered_and_says_that_a_machine_sent_it() -> None:
    for queued in gallery("ordinary"):
        mail = queued.composed()
        [reply] = mail["Reply-To"].addresses
        ops = queued.message.letter.role is Role.OPS
        applicant = queued.case.application.submission.applicant
        assert reply.addr_spec == (applicant.email if ops else PROGRAM.vendor.contact.email)
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Date"].datetime == queued.now
        assert mail["From"].addresses[0].addr_spec == "notices@harbourlight.example"
        assert mail["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("role", "named"),
    [
        (Role.CUSTOMER, "Mina Vogt, customer in the case of Fjord IT, waits for you"),
        (Role.NOBODY, "Mina Vogt, whom the case of Fjord IT does not know, waits for you"),
        (Role.APPLICANT, "Mina Vogt of Fjord IT waits for you"),
    ],
)
def test_a_reminder_of_a_question_names_whoever_asked_to_whom_a_reply_goes(role: Role, named: str) -> None:
    walk, mina = begun(FORMS["ordinary"]()), Person("Mina Vogt", "mina.vogt@hafen.example")
    change = walk._keep(questions.ask(walk.application, "What is this?", Asker(mina, role), PROGRAM, walk.at))
    walk.remind(change.asked[0].id)
    mail = walk.queued[-1].composed()
    assert mail["Reply-To"].addresses[0].addr_spec == mina.email
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        text = " ".join(str(body.get_content()).split())
        assert named in text
        assert "A reply to this mail goes to Mina Vogt, and the case does not hear of it." in text
        assert "Anna Berg" not in text
        assert "the applicant" not in text


def test_a_reminder_to_whoever_signs_for_the_vendor_says_why_it_came() -> None:
    reminders = [one for one in gallery("ordinary") if one.mail is Mail.REMINDER]
    told = [one.composed() for one in reminders if one.message.letter.role is Role.COUNTERSIGNER]
    assert told
    for mail in told:
        for kind in ("plain", "html"):
            body = mail.get_body((kind,))
            assert body is not None
            assert "because you sign agreements for Harbourlight's partner program" in " ".join(
                str(body.get_content()).replace("&#39;", "'").split()
            )


def test_ops_are_told_even_where_the_applicants_address_takes_no_mail() -> None:
    sample = newest("ordinary", Mail.DECIDE_HOLD)
    form = replace(sample.case.application.submission, applicant=Person("A", "ünmailable@x.example"))
    case = replace(sample.case, application=replace(sample.case.application, submission=form))
    mail = replace(sample, case=case).composed()
    assert mail["Reply-To"].addresses[0].addr_spec == PROGRAM.vendor.contact.email


def test_a_second_copy_has_the_same_message_id_and_another_message_another() -> None:
    first = newest("ordinary", Mail.SIGN_AGREEMENT)
    again = read(first.raw(first.now.replace(hour=23)))
    assert again["Message-ID"] == first.composed()["Message-ID"]
    ids = {(one.message.id, str(one.composed()["Message-ID"])) for one in gallery("ordinary")}
    assert len({id for _, id in ids}) == len({message for message, _ in ids}) == len(ids)


@pytest.mark.parametrize("id", ["000012-0", "000012-10", "1000012-1234"])
def test_what_ses_calls_the_mail_by_stands_in_one_line_however_long_the_number(id: str) -> None:
    sample = newest("ordinary", Mail.SIGN_AGREEMENT)
    message = replace(sample.message, id=MessageId(id))
    raw = compose(message, sample.case, addresses_of(message), PROGRAM, SENDER, sample.now)
    assert f"\r\nX-SES-MESSAGE-TAGS: application={message.application}, message={id}\r\n".encode() in raw


def threads(mails: list[Queued]) -> dict[str, set[str]]:
    """Which decisions' mails name which thread."""
    found: dict[str, set[str]] = {}
    for queued in mails:
        found.setdefault(queued.message.letter.decision or "case", set()).add(str(queued.composed()["References"]))
    return found


def test_reminders_share_a_thread_with_the_first_mail_and_with_nothing_else() -> None:
    named = threads([one for one in gallery("ordinary") if one.mail is not Mail.REMINDER])
    reminded = threads([one for one in gallery("ordinary") if one.mail is Mail.REMINDER])
    assert all(len(thread) == 1 for thread in named.values())
    assert len(set.union(*named.values())) == len(named)
    assert reminded
    for decision, thread in reminded.items():
        assert thread == named[decision]


def test_a_long_sender_domain_leaves_message_ids_whole() -> None:
    sample = newest("ordinary", Mail.CONFIRM_EMAIL)
    sender = f"notices@{'a' * 40}.{'b' * 40}.example"
    raw = compose(sample.message, sample.case, addresses_of(sample.message), PROGRAM, sender, sample.now)
    for name in (b"Message-ID", b"References"):
        assert re.search(rb"\r\n" + name + rb": <[^\s<>]+\.example>\r\n", raw), name


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_reaches_the_to_header_whole_and_alone(name: str) -> None:
    raw = readdressed(Person(name, "ann@becker.example"))
    [to] = read(raw)["To"].addresses
    assert to.addr_spec == "ann@becker.example"
    folded = re.search(rb"\r\nTo:\s+((?:.*\r\n )*.*)\r\n", raw)
    assert folded is not None
    shown = str(make_header(decode_header(folded[1].decode("ascii").replace("\r\n", ""))))
    phrase = shown.rpartition("<")[0].strip()
    unquoted = re.sub(r"\\(.)", r"\1", phrase[1:-1]) if phrase.startswith('"') else phrase
    assert unquoted == name


def test_a_name_that_would_not_fit_into_a_line_is_cut() -> None:
    [to] = read(readdressed(Person("Donau" * 40, "ann@becker.example")))["To"].addresses
    assert to.display_name.endswith("…")
    assert len(to.display_name.replace(" ", "")) <= 64, "the parser puts spaces between encoded words"


@pytest.mark.parametrize("name", ["Ann\r\nBcc: all@evil.example", "Ann\u2028\u202eX", "=?utf-8?b?4oCu?= Ann"])
def test_a_name_cannot_add_a_header_or_hide_in_an_encoded_word(name: str) -> None:
    mail = read(readdressed(Person(name, "ann@becker.example")))
    assert mail["Bcc"] is None
    assert len(mail["To"].addresses) == 1
    assert not re.search("[\u202a-\u202e\u2066-\u2069\r\n]", str(mail["To"]))


def test_an_international_domain_is_written_in_ascii() -> None:
    assert mailbox(Person("J", "info@bücher.example")) == "info@xn--bcher-kva.example"
    assert mailbox(Person("J", "info@例え.jp")) == "info@xn--r8jz45g.jp"
    [to] = read(readdressed(Person("J", "info@BÜCHER.example")))["To"].addresses
    assert to.domain == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    "email",
    [
        "", "ann", "@x.example", "ann@", "ann@localhost", "ann@x..example",
        "ann@x.example\r\nBcc: a@b.example",
        "jörg@x.example", "a b@x.example", ".ann@x.example", "ann@faß.example", "ann@exam\u200bple.example",
        "ann@ＥＸＡＭＰＬＥ.example", f"ann@{'a' * 64}.example", 'x"@x.example', "ann@x.example, b@y.example",
    ],
)  # fmt: skip
def test_an_address_that_mail_cannot_reach_as_typed_is_rejected_for_good(email: str) -> None:
    with pytest.raises(Rejected):
        mailbox(Person("Ann", email))
    with pytest.raises(Rejected):
        readdressed(Person("Ann", email))


def test_mails_that_go_to_many_can_be_filed_as_a_list_and_no_others() -> None:
    for queued in gallery("ordinary"):
        listed = queued.composed()["List-Id"]
        assert bool(listed) is (queued.mail in TO_MANY)
        assert not listed or re.fullmatch(r"Dates of the partner program <[a-z-]+\.harbourlight\.example>", str(listed))
