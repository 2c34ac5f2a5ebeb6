"""The intake: what ops drop into the imports bucket is read and worked through by way of one queue."""

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.drops import LIST, READ, WRITE, Drops, exported
from infra.factory import Factory
from infra.functions import INTAKE
from infra.permissions import Permission, allow
from onboarding.importing.runs import REPORT
from onboarding.intake import TRIES

# At once: enough for a file of ten thousand in minutes, little enough for the table and everybody else's Lambdas.
# One message is fifty rows already.
CONCURRENCY = 5


class Imports(Drops):
    """Files of partners, accounts and distributors; their reports lie beside them and begin nothing."""

    def __init__(self, scope: Construct, name: str, *, bucket: s3.IBucket) -> None:
        super().__init__(scope, name, bucket=bucket, spec=INTAKE, concurrency=CONCURRENCY, tries=TRIES)
        self.listen(["Object Created"], {"anything-but": {"suffix": REPORT}}, "a file was dropped for import")

    def move_in(self, factory: Factory, *permissions: Permission) -> lambda_.Function:
        """Put the function behind the queue."""
        reason = "Files are named by whoever drops them, and reports after them; the bucket holds nothing else."
        bucket = exported(self.bucket)
        on_files = [allow(action, f"{bucket}/*", reason=reason) for action in (READ, *WRITE)]
        return self.put_behind(factory, *on_files, allow(LIST, bucket), *permissions)
