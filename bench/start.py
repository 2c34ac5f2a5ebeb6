"""What no start may load, before anybody has asked for anything: every library here is a cold start's."""

HEAVY = frozenset(
    {
        "asyncio",
        "aws_xray_sdk",
        "aws_lambda_powertools.event_handler",
        "boto3",
        "concurrent.futures",
        "pydantic",
        "publicsuffixlist",
        "s3transfer",
        "urllib3",
    }
)
"""For no function, whatever it does later; `urllib3` comes with the first client."""

NOT_FOR_STEPS = frozenset(
    {"jinja2", "email.message", "onboarding.importing", "onboarding.ports", "onboarding.templating"}
)
"""A step reads a case, decides and writes."""
