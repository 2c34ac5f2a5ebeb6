"""The CDK app: reads the context, builds the bundle, and makes the two stacks. It asks AWS nothing."""

import sys

from aws_cdk import App, Validations
from aws_cdk import aws_lambda as lambda_
from cdk_nag import AwsSolutionsChecks

from infra import agreements, bundle, local
from infra.data import PartnerOnboardingData
from infra.settings import Settings, SettingsError
from infra.stack import PartnerOnboarding
from onboarding.domain.account import Level
from onboarding.domain.errors import ProgramError
from onboarding.domain.program import Program, load


def compose(app: App) -> App:
    """Put both stacks into an app. Raises SettingsError for a context or a program that cannot be deployed."""
    settings = Settings.read(app.node)
    if settings.local:
        settings = local.without(settings)
    program = load((settings.program or bundle.PROGRAM).read_text(encoding="utf-8"))
    _check(settings, program)
    agreements.check(program, settings.agreements)
    data = PartnerOnboardingData(app, "PartnerOnboardingData", object_lock=settings.object_lock)
    code = {kind: _code(settings, kind) for kind in bundle.KINDS}
    PartnerOnboarding(app, "PartnerOnboarding", data=data, code=code, program=program, settings=settings)
    if not settings.local:
        # A finding without a written reason stops the synth. Locally the tests have said it already.
        Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return app


def _code(settings: Settings, kind: bundle.Kind) -> lambda_.Code:
    if settings.bundle:
        ready = bundle.prepared(settings.bundle)
    else:
        target = bundle.HOST if settings.local else bundle.LAMBDA
        ready = bundle.build(target, kind, program=settings.program, agreements=settings.agreements)
    return lambda_.Code.from_asset(str(ready.directory), asset_hash=ready.digest)


def _check(settings: Settings, program: Program) -> None:
    """Raises SettingsError for a program that asks for a proof which this deployment could never get."""
    if program.required_level is Level.VERIFIED and not settings.team_app_key:
        raise SettingsError("customer_admin.level is “verified”: add -c teamAppKey=… (the key of your Dropbox app)")


if __name__ == "__main__":
    try:
        compose(App()).synth()
    except (SettingsError, ProgramError) as error:
        sys.exit(str(error))
