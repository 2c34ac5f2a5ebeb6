"""List prices of AWS, US East (N. Virginia), in dollars, without free tiers: for the dashboard and for `make cost`."""

from dataclasses import dataclass

READ = "2026-11-22"
"""The day on which these were looked up, in copies of the pages named: AWS's own could not be opened from there."""


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for one; where it was read, and whether that is a page of AWS itself with the figure on it."""

    dollars: float
    source: str
    by_aws: bool = False


TRANSITION = Price(25e-6, "https://aws.amazon.com/step-functions/pricing/ (Standard)", by_aws=True)
PAGE = Price(
    1.00e-6,
    "https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/ (HTTP APIs)",
    by_aws=True,
)
INVOCATION = Price(0.20e-6, "https://cloudchipr.com/blog/aws-lambda-pricing (2024)")
GB_SECOND = Price(13.3334e-6, "https://cloudchipr.com/blog/aws-lambda-pricing (2024; Arm, first tier)")
WRITE_UNIT = Price(0.625e-6, "https://airbyte.com/data-engineering-resources/dynamodb-pricing (July 2025)")
READ_UNIT = Price(0.125e-6, "https://airbyte.com/data-engineering-resources/dynamodb-pricing (July 2025)")
S3_WRITE = Price(5e-6, "https://c3x.dev/blog/s3-request-fees-explained (Standard: PUT)")
S3_READ = Price(0.4e-6, "https://c3x.dev/blog/s3-request-fees-explained (Standard: GET)")
KMS_REQUEST = Price(3e-6, "https://www.wring.co/blog/aws-kms-pricing-guide (March 2026)")
# Of two pages, one has a signature of RSA at the price of any request: this is the dearer one, for 3072 bits.
KMS_RSA = Price(15e-6, "https://www.factualminds.com/blog/aws-kms-pricing-keys-requests-multi-region/ (June 2026)")
EVENT = Price(1e-6, "https://blog.awsfundamentals.com/aws-eventbridge-pricing-guide (of our own)")
LOG_GB = Price(0.50, "https://hykell.com/knowledge-base/aws-cloudwatch-logs-pricing (ingested)")
MAIL = Price(100e-6, "https://www.acecloudinterviews.com/tutorials/aws/ses/ (each recipient)")

ALL = {
    "a transition": TRANSITION,
    "a page or form": PAGE,
    "an invocation": INVOCATION,
    "a GB-second on Arm": GB_SECOND,
    "a write unit": WRITE_UNIT,
    "a read unit": READ_UNIT,
    "a write to S3": S3_WRITE,
    "a read from S3": S3_READ,
    "a request to KMS": KMS_REQUEST,
    "an RSA request to KMS": KMS_RSA,
    "an event": EVENT,
    "a GB of logs": LOG_GB,
    "a mail": MAIL,
}
