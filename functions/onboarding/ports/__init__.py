"""What the program needs from outside, as Protocols; adapters implement them, tests may stand in for them."""

from onboarding.ports.admins import AdminDirectory, Connected, Connections
from onboarding.ports.agreements import Documents, Seal, Signatures
from onboarding.ports.cases import Applications
from onboarding.ports.drafts import Drafts
from onboarding.ports.importing import Files, Imports, Work
from onboarding.ports.notices import Notices
from onboarding.ports.outbox import Due, DueCase, DueDecision, DueLook, DueMessage, DueRequest, DueStart, Outbox
from onboarding.ports.provider import Asking, Found, RequestState, SignatureProvider, SignatureRequest, Standing
from onboarding.ports.services import Clock, Execution, Mailer, Workflow

__all__ = [
    "AdminDirectory",
    "Applications",
    "Asking",
    "Clock",
    "Connected",
    "Connections",
    "Documents",
    "Drafts",
    "Due",
    "DueCase",
    "DueDecision",
    "DueLook",
    "DueMessage",
    "DueRequest",
    "DueStart",
    "Execution",
    "Files",
    "Found",
    "Imports",
    "Mailer",
    "Notices",
    "Outbox",
    "RequestState",
    "Seal",
    "SignatureProvider",
    "SignatureRequest",
    "Signatures",
    "Standing",
    "Work",
    "Workflow",
]
