"""What travels of a library: its bytecode and data, without the parts that no function of ours imports."""

from pathlib import Path

from onboarding.domain.calendars import ZONES

# Whole trees that these libraries bring and no function of ours imports: together a quarter of the zip. A
# test imports every handler from the finished bundle, so a tree that is needed after all is missed in time.
UNUSED = (
    "annotated_types/test_cases.py",
    "aws_lambda_powertools/event_handler",
    "aws_lambda_powertools/metrics/provider/datadog",
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
    "aws_lambda_powertools/utilities/validation",
    "jinja2/ext.py",
    "jinja2/meta.py",
    "jinja2/nativetypes.py",
    "jinja2/sandbox.py",
    "publicsuffixlist/test.py",
    "publicsuffixlist/update.py",
    "pydantic/color.py",
    "pydantic/experimental",
    "pydantic/mypy.py",
    "pydantic/v1",
)

# Of the world's five hundred time zones, those that a country of ours has.
ZONE_FILES = Path("tzdata/zoneinfo")
KEPT_ZONES = {ZONE_FILES / zone for zone in (*ZONES.values(), "UTC")}

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
NOISE_SUFFIXES = {".c", ".pyc", ".pyi"}


def is_noise(file: Path) -> bool:
    """Whether a file, named by its path inside the bundle, is left behind."""
    return (
        not NOISE_DIRECTORIES.isdisjoint(file.parts[:-1])
        or file.name in NOISE_FILES
        or file.suffix in NOISE_SUFFIXES
        or any(file.is_relative_to(tree) for tree in UNUSED)
        or (file.is_relative_to(ZONE_FILES) and file.suffix != ".py" and file not in KEPT_ZONES)
    )
