"""Mail that people send us: a reply is a question on its case, once; everything else finds a reader."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from local.post_office import receipt
from onboarding import erasure, inbound, reading_mail
from onboarding.adapters.incoming import PREFIX
from onboarding.deciding import decide
from onboarding.domain import applying
from onboarding.domain.decision import Decision, Kind
from onboarding.domain.errors import NotFound, Unavailable
from onboarding.domain.people import Role, person
from onboarding.domain.questions import asker_of
from onboarding.domain.stages import Outcome
from onboarding.mailing import reply_address
from tests.support.journey import Journey, home, stream
from tests.support.samples import ANN, ID, NORTH
from tests.support.table import everything
from tests.support.world import Home

DOMAIN = "replies.partners.example"


class Post:
    """The bucket of mails in memory, and the way there."""

    def __init__(self, world: Home) -> None:
        self.world = world
        self.kept: dict[str, bytes] = {}
        self.failing: Exception | None = None

    def read(self, id: str) -> bytes:
        if self.failing is not None:
            raise self.failing
        if id not in self.kept:
            raise NotFound(id)
        return self.kept[id]

    def deliver(self, mail: EmailMessage, to: str, id: str = "mail-1", **verdicts: str) -> str:
        """What becomes of a mail that SES takes for this mailbox."""
        self.kept[id] = mail.as_bytes()
        event = receipt(id, mail.as_bytes(), [to])
        for name, status in verdicts.items():
            event["Records"][0]["ses"]["receipt"][name] = {"status": status}
        return inbound.take(self.world, event["Records"][0]["ses"])


@pytest.fixture
def post() -> Iterator[Post]:
    """A case that waits for its distributor, and a post office."""
    with home() as world:
        made = Post(world)
        world.__dict__["incoming"] = made
        yield made


@pytest.fixture
def case(post: Post) -> Journey:
    journey = Journey(post.world).to_distributor()
    stream(post.world)
    return journey


def written(sender: str, text: str = "How long does it take?", **headers: str) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, "partners@harbourlight.example", "Re: Your application"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def asked(case: Journey) -> list[Decision]:
    decisions = case.world.applications.decisions(case.id)
    return [one for one in decisions if one.kind is Kind.QUESTION]


def erase(case: Journey) -> None:
    """Withdrawn, and two days later nobody is named any more."""
    world, ann = case.world, person(ANN.name, Role.APPLICANT)
    decide(
        world.applications,
        lambda: world.applications.case(case.id),
        lambda found: applying.withdraw(found.application, ann, world.clock.now()),
    )
    stream(world)
    world.clock.move(days=2)
    erasure.erase_now(world, case.id, person("Olga Ops", Role.OPS), "She asked for it.")


def test_a_reply_to_the_mailbox_of_a_case_is_a_question_on_it(post: Post, case: Journey) -> None:
    assert post.deliver(written(f"Ann <{ANN.email}>"), reply_address(case.id, DOMAIN)) == "asked"
    (question,) = asked(case)
    assert question.about["question"] == "How long does it take?"
    assert asker_of(case.now, question).role is Role.APPLICANT


def test_a_reply_that_lost_the_mailbox_is_found_by_the_mail_that_it_answers(post: Post, case: Journey) -> None:
    thread = f"<{case.id}.distributor-2@harbourlight.example>"
    post.deliver(written(NORTH.contact.email, References=thread), f"hello@{DOMAIN}")
    assert asker_of(case.now, asked(case)[0]).role is Role.DISTRIBUTOR


def test_a_new_mail_of_a_known_applicant_is_found_by_the_sender(post: Post, case: Journey) -> None:
    assert post.deliver(written(case.now.submission.applicant.email), f"hello@{DOMAIN}") == "asked"
    assert len(asked(case)) == 1


def test_a_mail_handed_in_again_is_asked_once(post: Post, case: Journey) -> None:
    for _ in range(3):
        post.deliver(written(ANN.email), reply_address(case.id, DOMAIN))
    assert len(asked(case)) == 1


def test_somebody_whom_the_case_does_not_know_is_asked_about_as_that(post: Post, case: Journey) -> None:
    post.deliver(written("eve@elsewhere.example"), reply_address(case.id, DOMAIN))
    assert asker_of(case.now, asked(case)[0]).role is Role.NOBODY


def test_a_forged_sender_is_nobody(post: Post, case: Journey) -> None:
    post.deliver(written(ANN.email), reply_address(case.id, DOMAIN), dmarcVerdict="FAIL")
    assert asker_of(case.now, asked(case)[0]).role is Role.NOBODY


def test_a_mail_that_belongs_to_no_case_goes_to_the_desk_whole(post: Post, case: Journey) -> None:
    assert post.deliver(written("eve@elsewhere.example", "Who are you?"), f"hello@{DOMAIN}") == "passed"
    (mail,) = post.world.mailer.to(post.world.program.vendor.contact.email)
    assert mail["Reply-To"] == "eve@elsewhere.example"
    attached = next(mail.iter_attachments()).get_content()
    assert b"Who are you?" in attached
    assert asked(case) == []


def test_a_reply_to_a_case_that_was_erased_is_read_by_people_and_written_on_no_case(post: Post, case: Journey) -> None:
    erase(case)
    before = case.world.applications.events(case.id)
    assert post.deliver(written(ANN.email), reply_address(case.id, DOMAIN)) == "passed"
    assert asked(case) == []
    assert case.world.applications.events(case.id) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example>"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
    ],
)
def test_answers_of_machines_are_left_alone(post: Post, case: Journey, headers: dict[str, str]) -> None:
    before = everything()
    assert post.deliver(written(ANN.email, **headers), reply_address(case.id, DOMAIN)) == "ignored"
    assert everything() == before


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@elsewhere.example", "no-reply@elsewhere.example", ""])
def test_machines_are_known_by_their_names(post: Post, case: Journey, sender: str) -> None:
    assert post.deliver(written(sender), reply_address(case.id, DOMAIN)) == "ignored"


def test_our_own_mail_that_comes_back_is_no_question(post: Post, case: Journey) -> None:
    assert post.deliver(written(post.world.settings.sender), reply_address(case.id, DOMAIN)) == "ignored"


def test_viruses_and_spam_to_nobody_in_particular_are_dropped_unread(post: Post, case: Journey) -> None:
    post.failing = AssertionError("it was read")
    own, any_other = reply_address(case.id, DOMAIN), f"hello@{DOMAIN}"
    assert post.deliver(written(ANN.email), own, virusVerdict="FAIL") == "dropped"
    assert post.deliver(written(ANN.email), own, virusVerdict="FAIL", spamVerdict="FAIL") == "dropped"
    assert post.deliver(written(ANN.email), any_other, spamVerdict="FAIL") == "dropped"


def doubted(case: Journey) -> list[Decision]:
    return [one for one in case.world.applications.decisions(case.id) if one.about.get("happened") == "spam"]


def test_what_looks_like_spam_in_a_cases_own_mailbox_is_a_task_and_nobody_is_answered(
    post: Post, case: Journey
) -> None:
    post.world.mailer.sent.clear()
    for _ in range(2):
        to = reply_address(case.id, DOMAIN)
        assert post.deliver(written(f"Ann <{ANN.email}>", "Where is it?"), to, spamVerdict="FAIL") == "doubted"
    (task,) = doubted(case)
    assert (task.kind, task.about["from"], task.about["note"]) == (Kind.TASK, ANN.email, "Where is it?")
    assert asked(case) == []
    stream(post.world)
    (told,) = post.world.mailer.sent
    ops = post.world.program.vendor.ops.email
    assert (str(told["To"]).endswith(f"<{ops}>"), ANN.email in str(told["Reply-To"])) == (True, True)
    case.answer(Outcome.DONE, Role.OPS, task.id, note="It was genuine: I wrote to her.")
    stream(post.world)
    assert len(post.world.mailer.sent) == 1


def test_a_few_doubtful_mails_of_a_case_are_looked_at_and_the_rest_is_spam(post: Post, case: Journey) -> None:
    to = reply_address(case.id, DOMAIN)
    done = [post.deliver(written(ANN.email), to, id=f"mail-{number}", spamVerdict="FAIL") for number in range(5)]
    assert done == ["doubted"] * inbound.MOST_DOUBTED + ["dropped"] * 2
    case.answer(Outcome.DONE, Role.OPS, doubted(case)[0].id, note="Spam.")
    assert post.deliver(written(ANN.email), to, id="mail-9", spamVerdict="FAIL") == "doubted"


def test_spam_to_a_case_that_is_not_there_or_erased_or_written_by_a_machine_is_no_task(
    post: Post, case: Journey
) -> None:
    assert post.deliver(written(ANN.email), reply_address(ID, DOMAIN), spamVerdict="FAIL") == "dropped"
    own = reply_address(case.id, DOMAIN)
    machine = written(ANN.email, Auto_Submitted="auto-replied")
    assert post.deliver(machine, own, spamVerdict="FAIL") == "ignored"
    erase(case)
    assert post.deliver(written(ANN.email), own, spamVerdict="FAIL") == "dropped"
    assert doubted(case) == []


def test_of_a_mail_too_large_to_be_sent_the_desk_gets_the_words_and_where_the_whole_lies(
    post: Post, case: Journey
) -> None:
    large = written("eve@elsewhere.example", "Who are you?")
    large.add_attachment(b"\0" * inbound.LARGEST, maintype="image", subtype="png", filename="scan.png")
    post.world.settings = replace(post.world.settings, mails="bucket-of-mails")
    assert post.deliver(large, f"hello@{DOMAIN}", id="large-1") == "passed"
    (mail,) = post.world.mailer.to(post.world.program.vendor.contact.email)
    assert len(mail.as_bytes()) < 10_000
    says = mail.get_content()
    assert "Who are you?" in says
    assert f"bucket-of-mails, as {PREFIX}large-1" in says.replace("\n", " ")


def test_the_largest_mail_that_is_passed_on_is_one_that_ses_sends(post: Post, case: Journey) -> None:
    letter = written("eve@elsewhere.example", "x")
    letter.add_attachment(b"\0" * int(inbound.LARGEST * 0.73), maintype="image", subtype="png", filename="scan.png")
    assert inbound.LARGEST * 0.98 < len(letter.as_bytes()) <= inbound.LARGEST
    post.deliver(letter, f"hello@{DOMAIN}")
    (mail,) = post.world.mailer.to(post.world.program.vendor.contact.email)
    assert len(mail.as_bytes()) < 10_000_000


def test_whoever_writes_without_end_reaches_the_desk_and_does_not_fill_the_case(post: Post, case: Journey) -> None:
    for number in range(inbound.MOST_OPEN + 2):
        post.deliver(written(ANN.email), reply_address(case.id, DOMAIN), id=f"mail-{number}")
    assert len(asked(case)) == inbound.MOST_OPEN
    assert len(post.world.mailer.to(post.world.program.vendor.contact.email)) == 2


def test_a_bucket_that_is_away_lets_lambda_try_again(post: Post, case: Journey) -> None:
    post.failing = Unavailable("away")
    with pytest.raises(Unavailable):
        post.deliver(written(ANN.email), reply_address(case.id, DOMAIN))


def test_every_mail_to_somebody_outside_names_the_cases_own_mailbox(post: Post) -> None:
    world = post.world
    world.settings = type(world.settings)(**{**vars(world.settings), "reply_domain": DOMAIN})
    journey = Journey(world).to_distributor()
    stream(world)
    for mail in world.mailer.sent:
        assert reply_address(journey.id, DOMAIN) in str(mail["Reply-To"])


def read(raw: str, to: str = f"hello@{DOMAIN}") -> reading_mail.Letter:
    return reading_mail.read(raw.replace("\n", "\r\n").encode(), [to])


def test_only_what_is_new_in_a_reply_is_asked() -> None:
    letter = read("From: ann@x.example\n\nYes, please.\n\nOn 2 November 2026 Desk wrote:\n> Shall we?\n")
    assert letter.text == "Yes, please."


def test_words_of_html_are_read_and_nothing_hidden_or_executed() -> None:
    html = (
        "<style>p{}</style><script>alert(1)</script><p>Hello&nbsp;there</p><div>More</div><blockquote>Old</blockquote>"
    )
    letter = read(f"From: ann@x.example\nContent-Type: text/html\n\n{html}\n")
    assert letter.text.split() == ["Hello", "there", "More"]


def test_attachments_are_named_and_not_opened() -> None:
    mail = written(ANN.email, "See the file.")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="offer <b>.pdf")
    assert reading_mail.read(mail.as_bytes(), []).text == "See the file.\n\n(Attached: offer <b>.pdf)"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: =?utf-8?b?////?=\r\nSubject: =?x-unknown?q?=ff?=\r\n\r\n\xff",
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/mixed",
        b"From: a@b.example\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nhello",
        b"From: " + b"<" * 5000 + b"\r\nReferences: " + b"<" * 50000 + b"\r\n\r\nx",
        b"Content-Transfer-Encoding: base64\r\nFrom: a@b.example\r\n\r\n!!!!",
    ],
)
def test_a_hostile_mail_is_read_as_far_as_it_goes_and_never_raises(raw: bytes) -> None:
    assert len(reading_mail.read(raw, ["case-x@y", "\x00"]).text) <= reading_mail.LONGEST


def test_a_case_is_named_in_either_spelling() -> None:
    id = "01KC0M2Q8M9V5X3T7R1N4B6Z8D"
    assert read("From: a@b.example\n\nx", f"CASE-{id}@{DOMAIN}").cases == (id,)
    assert read("From: a@b.example\n\nx", f"case-{id.lower()}@{DOMAIN}").cases == (id,)


def test_what_is_passed_on_can_be_opened_as_it_came(post: Post) -> None:
    post.deliver(written("eve@elsewhere.example", "Grüße"), f"hello@{DOMAIN}")
    (mail,) = post.world.mailer.sent
    inner = message_from_bytes(next(mail.iter_attachments()).get_content(), policy=policy.default)
    assert isinstance(inner, EmailMessage)
    assert "Grüße" in inner.get_content()
