"""What makes a start lean, taken back: libraries, adapters, clients and checks that nobody has asked for."""

from dataclasses import dataclass

from bench.measures import Line
from infra import bundle
from tests.bench.reverting.ground import Ground, Revert, rewritten, shipped

STEP, LINK, RELAY, LONGEST_STEP = "ask_for_confirmation", "web", "relay", "ask_customer_admins"
NEEDLESS, IDLE = "cold start: libraries that no start needs", "cold start: clients that nobody asks"

EVENT_HANDLER = (
    "aws_lambda_powertools/event_handler",
    "aws_lambda_powertools/shared/cookies.py",
    "aws_lambda_powertools/shared/dynamodb_deserializer.py",
    "aws_lambda_powertools/shared/headers_serializer.py",
    "aws_lambda_powertools/utilities/data_classes",
    "aws_lambda_powertools/utilities/typing",
)


@dataclass(frozen=True)
class Started:
    """Measures the first start of this function."""

    function: str

    def __call__(self, ground: Ground) -> list[Line]:
        """Its counted lines."""
        return ground.started(self.function)


def _boto3(ground: Ground) -> None:
    rewritten(
        ground.spoil(bundle.HOST),
        "adapters/clients",
        ("from botocore.session import Session, get_session", "from boto3 import Session"),
        ("return get_session()", "return Session()"),
        ("session().create_client(service, config=config)", "session().client(service, config=config)"),
    )


def _eager_clients(ground: Ground) -> None:
    made = "ALL = {name: session().create_client(name) for name in ('dynamodb', 's3', 'ses', 'stepfunctions')}"
    call = "    return session().create_client(service, config=config)\n"
    rewritten(ground.spoil(bundle.HOST), "adapters/clients", (call, f"    return ALL[service]\n\n\n{made}\n"))


def _a_client_each(ground: Ground) -> None:
    whole = "    @cached_property\n    def _table("
    rewritten(ground.spoil(bundle.HOST), "world", (whole, whole.replace("cached_property", "property")))


def _a_session_each(ground: Ground) -> None:
    rewritten(ground.spoil(bundle.HOST), "adapters/clients", ("@cache\ndef session", "def session"))


_SETTINGS = "from onboarding.settings import Settings, from_environment\n"


def _all_of(package: str) -> str:
    names = ", ".join(sorted(file.stem for file in (bundle.SOURCE / package).glob("[a-z]*.py")))
    return f"from onboarding.{package} import {names}"


def _adapters_at_once(ground: Ground) -> None:
    rewritten(ground.spoil(bundle.HOST), "world", (_SETTINGS, f"{_SETTINGS}{_all_of('adapters')}\n"))


def _adapters_with_the_first(ground: Ground) -> None:
    first = "        from onboarding.adapters.applications import"
    changed = f"        {_all_of('adapters')}\n{first}"
    rewritten(ground.spoil(bundle.HOST), "world", (first, changed))


def _ports_at_once(ground: Ground) -> None:
    rewritten(ground.spoil(bundle.HOST), "world", (_SETTINGS, f"{_SETTINGS}{_all_of('ports')}\n"))


def _resolver(ground: Ground) -> None:
    root = ground.spoil(bundle.HOST)
    shipped(root, *EVENT_HANDLER)
    rewritten(
        root,
        "web/routing",
        ("from onboarding.speaking", "from aws_lambda_powertools.event_handler import ApiGatewayResolver as Resolver\n"
         "from onboarding.speaking"),
        ("        found = route.match(parts)\n        if found is not None:\n            return route, found\n",
         "        found = Resolver._compile_regex(route.rule).match('/'.join(parts))\n"
         "        if found is not None:\n            return route, found.groupdict()\n"),
    )  # fmt: skip


def _event_handler_in_steps(ground: Ground) -> None:
    root = ground.spoil(bundle.HOST)
    shipped(root, *EVENT_HANDLER)
    logger = "from aws_lambda_powertools import Logger\n"
    handler = "from aws_lambda_powertools.event_handler.exceptions import NotFoundError as NoSuchCase\n"
    rewritten(root, "steps/step", (logger, logger + handler))


def _tracer(ground: Ground) -> None:
    root = ground.spoil(bundle.HOST)
    shipped(root, "aws_xray_sdk", "wrapt")
    rewritten(
        root,
        "observing",
        ("from aws_lambda_powertools import Logger\n",
         "from aws_lambda_powertools import Logger\nfrom aws_xray_sdk.core import patch, xray_recorder\n"),
        ("logger = Logger()\n", "logger = Logger()\npatch(('botocore',))\n"),
    )  # fmt: skip


def _settings_by_pydantic(ground: Ground) -> None:
    plain = "from dataclasses import dataclass\n"
    rewritten(ground.spoil(bundle.HOST), "settings", (plain, "from pydantic.dataclasses import dataclass\n"))


def _forms_by_pydantic_at_once(ground: Ground) -> None:
    inside = "    from onboarding.web import decision_form, forms  # noqa: PLC0415\n"
    first = "from onboarding.web import invitation\n"
    rewritten(
        ground.spoil(bundle.HOST),
        "web/decision",
        (inside, ""),
        (first, "from onboarding.web import decision_form, forms, invitation\n"),
    )


def _suffixes_at_once(ground: Ground) -> None:
    inside = "    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415\n"
    rewritten(ground.spoil(bundle.HOST), "mailboxes", (inside, ""), ("if TYPE_CHECKING:", "if True:"))


def _pyhanko_at_once(ground: Ground) -> None:
    inside = "    from onboarding.documents.checking import State, check  # noqa: PLC0415\n"
    first = "from onboarding.domain.application import"
    root = ground.spoil(bundle.HOST, bundle.DOCUMENTS)
    at_once = f"from onboarding.documents.checking import State, check\n{first}"
    rewritten(root, "web/verify", (inside, ""), (first, at_once))


STEP_OURS, STEP_OTHERS = (f"cold start: modules of {whose}, a step" for whose in ("ours", "others"))
LINK_OURS, LINK_OTHERS = (f"cold start: modules of {whose}, a mail's link" for whose in ("ours", "others"))

ROWS = (
    Revert("clients by botocore, boto3's parent", _boto3, Started(STEP), [NEEDLESS, STEP_OTHERS]),
    Revert("a client is made when it is first used", _eager_clients, Started(STEP), [IDLE]),
    Revert("all adapters of the table share a client", _a_client_each, Started(RELAY), [IDLE]),
    Revert("one session, and one client a service", _a_session_each, Started(RELAY), [IDLE]),
    Revert("adapters imported where they are first used", _adapters_at_once, Started(STEP), [NEEDLESS]),
    Revert("adapters imported one by one", _adapters_with_the_first, Started(LONGEST_STEP), [STEP_OURS]),
    Revert("ports imported for types only", _ports_at_once, Started(STEP), [NEEDLESS]),
    Revert("ports imported for types only, in pages", _ports_at_once, Started(LINK), [LINK_OURS]),
    Revert("routes compared part by part, no resolver", _resolver, Started(LINK), [NEEDLESS]),
    Revert("no event handler in steps", _event_handler_in_steps, Started(STEP), [NEEDLESS]),
    Revert("a case in a trace is one datagram, no tracer", _tracer, Started(STEP), [NEEDLESS]),
    Revert("no validation framework where a dataclass does", _settings_by_pydantic, Started(STEP), [NEEDLESS]),
    Revert(
        "pydantic inside the functions that need it", _forms_by_pydantic_at_once, Started(LINK), [NEEDLESS, LINK_OTHERS]
    ),
    Revert("the public suffix list inside the functions that need it", _suffixes_at_once, Started(LINK), [NEEDLESS]),
    Revert("pyHanko inside the functions that need it", _pyhanko_at_once, Started("verify"), [NEEDLESS]),
)
