"""The list of all Lambda functions, in one place: what each runs, its size, and what it may do with the table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from infra.bundle import DOCUMENTS, PLAIN, SCREENING, Kind
from onboarding.keys import DUE, IDENTITY, STAGE

# Items are read in batches of keys, and written in transactions of puts and updates.
READ_AND_WRITE = ("dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
QUERY = "dynamodb:Query"

# GB of memory at which a function has one whole processor (https://docs.aws.amazon.com/lambda/latest/dg/).
CPU_GB = 1769 / 1024


@dataclass(frozen=True, slots=True)
class Spec:
    """What one function is: its construct id, handler, size, and what it may do with the table."""

    name: str
    handler: str
    timeout: int = 30  # seconds
    memory: int = 512  # MB; the share of a processor grows with it
    table: Sequence[str] = READ_AND_WRITE
    indexes: Sequence[str] = ()
    environment: Sequence[str] = ()  # names beyond those that every function has
    optional: Sequence[str] = ()  # the same, where this deployment has a value for them
    bundle: Kind = PLAIN  # what it runs from: some need libraries that the others do not pay for
    # It leaves the next piece of its work on the queue that it works off. Lambda ends such a chain at the 16th call,
    # unless it is told not to; so each has to end by itself.
    leads_on: bool = False


# What reads outside truth: our app's key at the provider, its addresses, and the key of the sealed tokens.
PROOF = ("DIRECTORY_KEY", "DIRECTORY_API", "DIRECTORY_SITE", "GRANTS_KEY")


def _step(name: str, *, table: Sequence[str] = READ_AND_WRITE, indexes: Sequence[str] = ()) -> Spec:
    return Spec(name, f"onboarding.steps.{name}.handler", table=table, indexes=indexes)


def _document_step(
    name: str, *, table: Sequence[str] = READ_AND_WRITE, environment: Sequence[str], optional: Sequence[str] = ()
) -> Spec:
    return Spec(
        name,
        f"onboarding.steps.{name}.handler",
        timeout=60,
        memory=1024,
        table=table,
        environment=environment,
        optional=optional,
        bundle=DOCUMENTS,
    )


def _screening_step(spec: Spec) -> Spec:
    """Compares names with the lists in force; the first time after a change it reads them, up to 100,000 names."""
    table = dict.fromkeys((*spec.table, QUERY))
    environment = [*spec.environment, "LISTS_BUCKET"]
    return replace(spec, timeout=100, memory=1024, table=tuple(table), environment=environment, bundle=SCREENING)


# A step's name is its module, its construct and its placeholder in the state machine's definition.
STEPS = (
    _step("ask_for_confirmation"),
    _screening_step(_step("assess_readiness", indexes=[IDENTITY])),
    _step("ask_reviewer"),
    _step("ask_distributor", indexes=[STAGE]),
    _step("ask_business_development"),
    _step("ask_countersigner"),
    _document_step("ask_signer", table=[*READ_AND_WRITE, QUERY], environment=["DOCUMENTS"]),
    _document_step(
        "seal_agreement",
        table=[*READ_AND_WRITE, QUERY],
        environment=["DOCUMENTS", "SEAL_KEY", "TIMESTAMP_URL"],
        optional=["LOCK_DAYS"],
    ),
    _step("ask_customer_admins", table=[*READ_AND_WRITE, QUERY]),
    # It reads every verified account's team once more, eight at a time.
    _screening_step(replace(_step("activate"), environment=PROOF)),
    _step("hold_for_ops"),
)
# A signature provider outside, where the program has one.
_PROVIDER = ("DROPBOX_SIGN_SECRET", "DROPBOX_SIGN_URL")
# What sending a mail takes besides, where this deployment has it.
_SENDING = (*_PROVIDER, "CONFIGURATION_SET", "REPLY_DOMAIN")

# HTTP APIs give up after 30 s; a page that takes half of that is broken already.
WEB = Spec(
    "web",
    "onboarding.web.app.handler",
    timeout=15,
    memory=1024,
    table=[*READ_AND_WRITE, QUERY],
    indexes=[STAGE],
    environment=["BASE_URL", "SENDER", "DOCUMENTS", *PROOF],
    optional=["FRONT_KEY", *_PROVIDER],
)
# Reads what strangers upload, and can change nothing.
VERIFY = Spec(
    "verify",
    "onboarding.web.verify.handler",
    timeout=15,
    memory=1024,
    table=["dynamodb:BatchGetItem"],
    environment=["BASE_URL", "DOCUMENTS"],
    optional=["FRONT_KEY"],
    bundle=DOCUMENTS,
)
RELAY = Spec(
    "relay",
    "onboarding.relay.handler",
    timeout=60,
    indexes=[STAGE, IDENTITY],
    environment=["STATE_MACHINE", "BASE_URL", "SENDER", "CONSOLE_URL", "DOCUMENTS", "EVENT_BUS"],
    optional=_SENDING,
)
CLOCK = Spec(
    "clock",
    "onboarding.clock.handler",
    timeout=240,
    table=[*READ_AND_WRITE, QUERY],
    indexes=[DUE, STAGE, IDENTITY],
    environment=["STATE_MACHINE", "BASE_URL", "SENDER", "CONSOLE_URL", "DOCUMENTS", "EVENT_BUS", *PROOF],
    optional=_SENDING,
)
RECONCILE = Spec(
    "reconcile",
    "onboarding.reconcile.handler",
    timeout=600,
    table=[*READ_AND_WRITE, QUERY],
    indexes=[STAGE, IDENTITY],
    environment=["STATE_MACHINE"],
)
# Draws the widgets for everybody who may look, and can change nothing.
OPS = Spec(
    "ops",
    "onboarding.ops.widgets.handler",
    table=["dynamodb:BatchGetItem", QUERY],
    indexes=[STAGE, IDENTITY],
    environment=["STATE_MACHINE", "BASE_URL", "IMPORTS_BUCKET", "LISTS_BUCKET", "OPS_ACTS"],
)
# What the widgets' buttons call that change something: whoever may invoke this may act.
OPS_ACT = Spec(
    "ops_act",
    "onboarding.ops.acting.handler",
    table=[*READ_AND_WRITE, QUERY],
    indexes=[STAGE, IDENTITY],
    environment=[
        "STATE_MACHINE",
        "BASE_URL",
        "IMPORTS_QUEUE",
        "IMPORTS_BUCKET",
        "LISTS_QUEUE",
        "LISTS_BUCKET",
        "DOCUMENTS",
    ],
    optional=_PROVIDER,
)
# A part of fifty rows takes seconds, the report on a million rows two minutes. It leads on as far as the file is long:
# each slice begins where the checkpoint is, and only whoever moved that on asks for the next.
INTAKE = Spec(
    "intake",
    "onboarding.intake.handler",
    timeout=300,
    memory=1024,
    table=[*READ_AND_WRITE, QUERY],
    indexes=[IDENTITY, STAGE],
    environment=["IMPORTS_QUEUE", "IMPORTS_BUCKET", "LISTS_QUEUE"],
    leads_on=True,
)
# Reading a list of a hundred thousand names, and a part of 250 cases, take seconds; the lists in force are in memory.
# It leads on through every stage once, by a checkpoint as well; a newer screening ends an older one.
SCREEN = Spec(
    "screen",
    "onboarding.screen.handler",
    timeout=300,
    memory=1769,  # one whole processor
    table=[*READ_AND_WRITE, QUERY],
    indexes=[STAGE],
    environment=["LISTS_QUEUE", "LISTS_BUCKET"],
    bundle=SCREENING,
    leads_on=True,
)

# Tells distributors' own systems; one that hangs takes ten seconds of a call.
TELL_DISTRIBUTOR = Spec(
    "tell_distributor",
    "onboarding.tell_distributor.handler",
    table=["dynamodb:BatchGetItem"],
    indexes=[STAGE],
    environment=["WEBHOOK_SECRET"],
)

# What SES tells of mails that did not arrive, an event at a time.
MAIL_TROUBLE = Spec("mail_trouble", "onboarding.mail_trouble.handler")
# What people write to us, a mail at a time.
INBOUND = Spec(
    "inbound",
    "onboarding.inbound.handler",
    memory=1024,
    table=[*READ_AND_WRITE, QUERY],
    indexes=[IDENTITY],
    environment=["SENDER", "MAILS"],
    optional=["CONFIGURATION_SET"],
)

SPECS = (
    *STEPS,
    WEB,
    VERIFY,
    RELAY,
    CLOCK,
    RECONCILE,
    OPS,
    OPS_ACT,
    INTAKE,
    SCREEN,
    TELL_DISTRIBUTOR,
    MAIL_TROUBLE,
    INBOUND,
)
