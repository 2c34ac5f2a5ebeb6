"""The stack that holds the data: one table that decides, and the key to what is sealed in it; kept whatever happens."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra.grants import grants_key
from onboarding import keys

# `identity` carries keys only: it answers "who is this?", and the item is then read by its own key.
PROJECTIONS = {
    keys.DUE: dynamodb.ProjectionType.ALL,
    keys.STAGE: dynamodb.ProjectionType.ALL,
    keys.IDENTITY: dynamodb.ProjectionType.KEYS_ONLY,
}


class PartnerOnboardingData(Stack):
    """The table, its stream and its indexes; the key of the connections to customers' teams."""

    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(
            scope,
            name,
            description="Partner onboarding: the table that decides. Retained and protected.",
            termination_protection=True,
        )
        self.table = dynamodb.Table(
            self,
            "Table",
            partition_key=_string(keys.PK),
            sort_key=_string(keys.SK),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            # AWS-owned keys: encrypted at rest like every table, no key to lose, no charge per request.
            encryption=dynamodb.TableEncryption.DEFAULT,
            stream=dynamodb.StreamViewType.NEW_IMAGE,
            time_to_live_attribute=keys.TTL,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.grants = grants_key(self)
        for index, projection in PROJECTIONS.items():
            self.table.add_global_secondary_index(
                index_name=index,
                partition_key=_string(f"{index}_pk"),
                sort_key=_string(f"{index}_sk"),
                projection_type=projection,
            )


def _string(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
