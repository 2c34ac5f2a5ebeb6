"""Screening: denied-party lists that ops drop into their bucket are read, and everybody is compared with them."""

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.drops import LIST, READ, WRITE, Drops, exported
from infra.factory import Factory
from infra.functions import SCREEN
from infra.permissions import Permission, allow
from onboarding.screening.lists import ACCEPTED

# One part of a screening leads to the next; the second is for a list that is dropped meanwhile.
CONCURRENCY = 2
TRIES = 5


class Lists(Drops):
    """The lists, and what is in force of them under a prefix of its own, which begins nothing."""

    def __init__(self, scope: Construct, name: str, *, bucket: s3.IBucket) -> None:
        super().__init__(scope, name, bucket=bucket, spec=SCREEN, concurrency=CONCURRENCY, tries=TRIES)
        kinds = ["Object Created", "Object Deleted"]
        self.listen(kinds, {"anything-but": {"prefix": ACCEPTED}}, "a denied-party list was dropped or taken away")

    def move_in(self, factory: Factory) -> lambda_.Function:
        """Put the function behind the queue."""
        bucket, reason = exported(self.bucket), "Lists are named by whoever drops them, and read under any name."
        of_copies = "What is in force is named by its content, when it is read."
        written = [allow(action, f"{bucket}/{ACCEPTED}*", reason=of_copies) for action in WRITE]
        read = allow(READ, f"{bucket}/*", reason=reason)
        return self.put_behind(factory, read, *written, *may_compare(self.bucket))


def may_compare(bucket: s3.IBucket) -> list[Permission]:
    """Read what is in force."""
    arn = exported(bucket)
    reason = "What is in force is named by its content, when it is read."
    return [allow(READ, f"{arn}/{ACCEPTED}*", reason=reason, about="of lists"), allow(LIST, arn, about="of lists")]
