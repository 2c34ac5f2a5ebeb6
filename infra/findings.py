"""Findings of cdk-nag and of checkov that we have looked at and accept, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def accept(construct: IConstruct, rule: str, reason: str) -> None:
    """Accept one finding of the AwsSolutions rules on a construct."""
    Validations.of(construct).acknowledge(Acknowledgment(id=f"AwsSolutions-{rule}", reason=reason))


@dataclass(frozen=True, slots=True)
class Accepted:
    """A check of checkov that is not followed, and why: on resources named by the beginning of `Type.LogicalId`."""

    check: str
    resources: Sequence[str]
    reason: str


FUNCTION, QUEUE = "AWS::Lambda::Function.", "AWS::SQS::Queue."
BUCKETS_OF_FILES = ("AWS::S3::Bucket.Imports", "AWS::S3::Bucket.Lists", "AWS::S3::Bucket.Mails")

CHECKOV: Sequence[Accepted] = (
    Accepted(
        "CKV_AWS_115",
        [FUNCTION],
        "What calls functions is bounded itself: the API by its throttle, queues by their concurrency, a stream by its "
        "shards. A reservation takes from the account's other functions, and too small a one turns visitors away.",
    ),
    Accepted(
        "CKV_AWS_116",
        [FUNCTION],
        "Steps are called by the workflow and pages by the API, which hear of a failure at once; queues and the stream "
        "have queues for failures behind them; the schedules' next pass does what one leaves undone.",
    ),
    Accepted(
        "CKV_AWS_117",
        [FUNCTION],
        "There is nothing in a network to reach: every service is AWS's own and answers by IAM, over TLS. A network "
        "would add a NAT gateway to go wrong and to pay for.",
    ),
    Accepted(
        "CKV_AWS_119",
        ["AWS::DynamoDB::Table.Table"],
        "Encrypted at rest by DynamoDB's own key like every table: no key to lose, no charge for each request.",
    ),
    Accepted(
        "CKV_AWS_149",
        ["AWS::SecretsManager::Secret."],
        "Encrypted by the account's key aws/secretsmanager; only roles that name the secret may read it, and none is "
        "of another account.",
    ),
    Accepted(
        "CKV_AWS_158",
        ["AWS::Logs::LogGroup."],
        "Encrypted by CloudWatch's own key. Lines carry ids and nothing of people, which promise 25 holds.",
    ),
    Accepted(
        "CKV_AWS_173",
        [FUNCTION],
        "Encrypted at rest by Lambda's own key. They hold names and addresses; the one secret among them is the "
        "front's key, which guards a rate.",
    ),
    Accepted(
        "CKV_AWS_18",
        ["AWS::S3::Bucket."],
        "As for cdk-nag's S1: who reads and writes is in CloudTrail's data events or on our own page's log.",
    ),
    Accepted(
        "CKV_AWS_21",
        BUCKETS_OF_FILES,
        "What lies here goes after its days, and at once where somebody is erased: older versions would stay. Each "
        "file is worked off once, and nothing writes over it.",
    ),
    Accepted(
        "CKV_AWS_192",
        ["AWS::WAFv2::WebACL.WebFrontFirewall"],
        "The rule is against a fault of Log4j, a Java library. There is no Java behind it.",
    ),
    Accepted(
        "CKV_AWS_26",
        ["AWS::SNS::Topic.AlarmsTopic"],
        "Alarms say which measure crossed which line. CloudWatch may not publish to a topic under the account's own "
        "key aws/sns, so it would take a key of ours for nothing that is secret.",
    ),
    Accepted(
        "CKV_AWS_27",
        [QUEUE],
        "Encrypted by SQS's own key (SqsManagedSseEnabled), which this check does not count.",
    ),
    Accepted(
        "CKV_AWS_86",
        ["AWS::CloudFront::Distribution."],
        "As for cdk-nag's CFR3: a path can hold a link's token, so paths are logged nowhere.",
    ),
)
"""Everything that checkov finds in the templates of any deployment to AWS, each with its reason."""
