"""What the `local` context changes and leaves out, and why; nothing else in `infra/` asks where it runs."""

from aws_cdk import Stack, Tags
from aws_cdk import aws_apigatewayv2 as api
from aws_cdk import aws_lambda as lambda_

from infra.settings import Settings

# The local engine pins an API's id, and so every address in every mail, by a tag of eight hex digits.
API_ID_TAG, API_ID = "ms-custom-id", "0a11ce55"

LEFT_OUT: dict[str, str] = {}
"""Resource types that the local cloud does not get, and why."""


def adapt(stack: Stack, *, http_api: api.HttpApi, settings: Settings) -> None:
    """Change a finished stack into its local form."""
    Tags.of(http_api).add(API_ID_TAG, API_ID)
    if settings.clock_file:
        for construct in stack.node.find_all():
            if isinstance(construct, lambda_.Function):
                construct.add_environment("CLOCK_FILE", settings.clock_file)
