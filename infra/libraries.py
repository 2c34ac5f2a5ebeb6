"""What travels of a library: its bytecode and data, without the parts that no function of ours imports."""

from pathlib import Path

from onboarding.domain.calendars import ZONES

# Whole trees that these libraries bring and no function of ours imports: together a quarter of the zip. A
# test imports every handler from the finished bundle, so a tree that is needed after all is missed in time.
UNUSED = (
    "annotated_types/test_cases.py",
    "aws_lambda_powertools/event_handler",
    "aws_lambda_powertools/logging/formatters/datadog.py",
    "aws_lambda_powertools/metrics/provider/datadog",
    "aws_lambda_powertools/shared/cookies.py",
    "aws_lambda_powertools/shared/dynamodb_deserializer.py",
    "aws_lambda_powertools/shared/headers_serializer.py",
    "aws_lambda_powertools/utilities/auth_alpha",
    "aws_lambda_powertools/utilities/batch",
    "aws_lambda_powertools/utilities/circuit_breaker",
    "aws_lambda_powertools/utilities/data_classes",
    "aws_lambda_powertools/utilities/data_masking",
    "aws_lambda_powertools/utilities/feature_flags",
    "aws_lambda_powertools/utilities/idempotency",
    "aws_lambda_powertools/utilities/kafka",
    "aws_lambda_powertools/utilities/metadata",
    "aws_lambda_powertools/utilities/parameters",
    "aws_lambda_powertools/utilities/parser",
    "aws_lambda_powertools/utilities/streaming",
    "aws_lambda_powertools/utilities/typing",
    "aws_lambda_powertools/utilities/validation",
    "jinja2/meta.py",
    "jinja2/nativetypes.py",
    "jinja2/sandbox.py",
    # Of botocore's needs, and so the runtime's own.
    "jmespath",
    "publicsuffixlist/test.py",
    "publicsuffixlist/update.py",
    "pydantic/_internal/_validate_call.py",
    "pydantic/alias_generators.py",
    "pydantic/class_validators.py",
    "pydantic/color.py",
    "pydantic/datetime_parse.py",
    "pydantic/decorator.py",
    "pydantic/deprecated",
    "pydantic/env_settings.py",
    "pydantic/error_wrappers.py",
    "pydantic/experimental",
    "pydantic/functional_serializers.py",
    "pydantic/generics.py",
    "pydantic/json.py",
    "pydantic/mypy.py",
    "pydantic/networks.py",
    "pydantic/parse.py",
    "pydantic/schema.py",
    "pydantic/tools.py",
    "pydantic/typing.py",
    "pydantic/utils.py",
    "pydantic/v1",
    "pydantic/validate_call_decorator.py",
    "pydantic/validators.py",
)

# Of the world's five hundred time zones, those that a country of ours has.
ZONE_FILES = Path("tzdata/zoneinfo")
_ZONES = {ZONE_FILES / zone for zone in (*ZONES.values(), "UTC")}
KEPT_ZONES = _ZONES | {folder / "__init__.py" for zone in _ZONES for folder in zone.parents}

# What installers and type checkers read and nothing reads at run time. Licences stay.
NOISE_DIRECTORIES = {"__pycache__", "bin", "sboms", "tests"}
NOISE_FILES = {
    "METADATA",
    "RECORD",
    "INSTALLER",
    "REQUESTED",
    "WHEEL",
    "direct_url.json",
    "uv_cache.json",
    "uv_build.json",
    ".lock",
}
NOISE_SUFFIXES = {".mo", ".c", ".pyc", ".pyi"}


def is_noise(file: Path) -> bool:
    """Whether a file, named by its path inside the bundle, is left behind."""
    return (
        not NOISE_DIRECTORIES.isdisjoint(file.parts[:-1])
        or file.name in NOISE_FILES
        or file.suffix in NOISE_SUFFIXES
        or any(file.is_relative_to(tree) for tree in UNUSED)
        or (file.is_relative_to(ZONE_FILES) and file not in KEPT_ZONES)
    )
