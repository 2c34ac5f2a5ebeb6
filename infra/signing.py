"""Signing at a provider outside: where its API key is kept, and who may read it."""

from aws_cdk import CfnOutput, RemovalPolicy, SecretValue
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.findings import accept
from infra.permissions import Permission, allow
from infra.settings import Settings
from onboarding.domain.program import BUILT_IN, Program

CALLBACK = "/webhooks/dropbox-sign"

# What a person replaces after the first deployment; until then nobody can be asked, and all is tried again.
NOTHING_YET = {"api_key": SecretValue.unsafe_plain_text(""), "client_id": SecretValue.unsafe_plain_text("")}


class Signing(Construct):
    """The provider's secret, where the program has signatures collected outside; otherwise nothing at all."""

    def __init__(self, scope: Construct, name: str, *, program: Program, settings: Settings, base_url: str) -> None:
        super().__init__(scope, name)
        self.values: dict[str, str] = {}
        self.permissions: list[Permission] = []
        if program.signature_provider == BUILT_IN:
            return
        secret = self._secret()
        self.values = {"DROPBOX_SIGN_SECRET": secret.secret_arn}
        if settings.dropbox_sign_url:
            self.values["DROPBOX_SIGN_URL"] = settings.dropbox_sign_url
        self.permissions = [allow("secretsmanager:GetSecretValue", secret.secret_arn)]
        CfnOutput(scope, "DropboxSignSecret", value=secret.secret_arn)
        CfnOutput(scope, "DropboxSignCallback", value=f"{base_url}{CALLBACK}")

    def _secret(self) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "Secret",
            description="Dropbox Sign for partner onboarding: api_key, and client_id where there is an API app",
            secret_object_value=NOTHING_YET,
            removal_policy=RemovalPolicy.RETAIN,
        )
        accept(secret, "SMG4", "The provider issues its keys by hand and has no interface that could rotate them.")
        return secret
