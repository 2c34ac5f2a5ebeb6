"""An agreement on the screen: its words in paragraphs that fit any width, and its PDF to download."""

import re
from dataclasses import dataclass

from onboarding.domain.application import Agreement
from onboarding.domain.decision import Kind
from onboarding.domain.errors import NotFound
from onboarding.web.door import read_decision, read_page
from onboarding.web.request import Request
from onboarding.web.responses import Reply
from onboarding.world import World

_HEADING = re.compile(r"[0-9]+\. ")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; headings are set apart."""

    text: str
    heading: bool


def paragraphs(text: str) -> list[Paragraph]:
    """Blank lines part paragraphs; line breaks within one go, for the screen makes its own."""
    found = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    shown = [words for words in found if words]
    return [Paragraph(words, at == 0 or bool(_HEADING.match(words))) for at, words in enumerate(shown)]


def of_decision(world: World, request: Request, application: str, decision: str, token: str) -> Reply:
    """The PDF that a signer is asked about, and after the seal the sealed one; for whoever was asked."""
    visit = read_decision(world, application, decision, token)
    if visit.decision.kind not in (Kind.AGREEMENT, Kind.COUNTERSIGNATURE):
        raise NotFound("no document")
    case = visit.case.application
    number = visit.decision.about.get("number", "")
    sealed = case.sealed(number)
    if sealed is not None:
        return _download_sealed(world, sealed)
    return _download(world, visit.decision.about.get("key", ""), f"Agreement {number}.pdf")


def of_applicant(world: World, request: Request, application: str, token: str) -> Reply:
    """The sealed agreement for the applicant, or an earlier one by its `number`; raises NotFound without one."""
    case = read_page(world, application, token).case.application
    number = (request.query.get("number") or [""])[0]
    sealed = case.sealed(number) if number else case.agreement
    if sealed is None:
        raise NotFound("no agreement")
    return _download_sealed(world, sealed)


def _download_sealed(world: World, sealed: Agreement) -> Reply:
    return _download(world, sealed.key, f"Agreement {sealed.number}, sealed.pdf")


def _download(world: World, key: str, name: str) -> Reply:
    """A link made now, for some minutes: whoever finds it later finds nothing."""
    if not key:
        raise NotFound("no document")
    return Reply(status=303, headers={"Location": world.documents.address(key, name)})
