"""The stack that holds the data: the table that decides, files that ops drop, documents, and the keys."""

from typing import cast

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.findings import accept
from infra.grants import grants_key
from onboarding import keys
from onboarding.adapters.incoming import PREFIX as INCOMING
from onboarding.adapters.items import PROJECTED

LOCKED = Duration.days(3650)
"""How long sealed agreements cannot be deleted: the seal's function says so with each that it stores."""

PREPARED_DAYS = 400
"""How long what was prepared for a signer is kept, as long as the link to it; the sealed document has it attached."""

KEPT_DAYS = 90


class PartnerOnboardingData(Stack):
    """The table, its stream and its indexes; the buckets; the keys of the seal and of connections to teams."""

    def __init__(self, scope: Construct, name: str, *, object_lock: bool = True) -> None:
        super().__init__(
            scope,
            name,
            description="Partner onboarding: the table that decides, the documents, the seal. Retained and protected.",
            termination_protection=True,
        )
        self.table = _table(self)
        self.grants = grants_key(self)
        self.documents = _documents(self, object_lock=object_lock)
        self.seal_key = kms.Key(
            self,
            # Rotation gives a new key a new id here, and keeps this one: docs/seal.md.
            "SealKey2026",
            alias="partner-onboarding/seal-2026",
            description="The seal on partner agreements: signs, and never leaves KMS.",
            key_spec=kms.KeySpec.RSA_3072,
            key_usage=kms.KeyUsage.SIGN_VERIFY,
            removal_policy=RemovalPolicy.RETAIN,
        )
        # Files to import and their reports hold personal data, and go after a while.
        self.imports = self._dropped_into("Imports", kept_days=KEPT_DAYS)
        # Denied-party lists are in force until ops take them away, and what was in force is evidence.
        self.lists = self._dropped_into("Lists")
        self.mails = self._mails()
        self._share()

    def _share(self) -> None:
        """What the other stack may take of the table, exported also while it runs on a restored one.

        CloudFormation deletes no export that is in use, and would refuse the deployment that stops using it.
        """
        for shared in (self.table.table_name, self.table.table_arn, str(self.table.table_stream_arn)):
            self.export_value(shared)

    def _dropped_into(self, name: str, *, kept_days: int | None = None) -> s3.Bucket:
        """A bucket into which ops drop files."""
        bucket = s3.Bucket(
            self,
            name,
            # S3's own keys: an ETag is then the content's hash, by which one content is told from another.
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=Duration.days(kept_days) if kept_days else None,
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                )
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )
        # The property itself: the construct's own way is a function of its own with rights on all buckets.
        cast(
            "s3.CfnBucket", bucket.node.default_child
        ).notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        )
        accept(
            bucket, "S1", "Whoever drops a file is in CloudTrail's data events; a second bucket of logs adds no name."
        )
        return bucket

    def _mails(self) -> s3.Bucket:
        """What people have written to us, whole, for as long as somebody may have to look."""
        bucket = s3.Bucket(
            self,
            "Mails",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(KEPT_DAYS))],
            removal_policy=RemovalPolicy.RETAIN,
        )
        _may_store(bucket)
        accept(bucket, "S1", "SES writes and one function reads; both are in CloudTrail's data events.")
        return bucket


def _may_store(bucket: s3.Bucket) -> None:
    """SES, for this account only, may put mails under their prefix."""
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            sid="SesMayStoreMails",
            principals=[iam.ServicePrincipal("ses.amazonaws.com")],
            actions=["s3:PutObject"],
            resources=[bucket.arn_for_objects(f"{INCOMING}*")],
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        )
    )


def _table(scope: Construct) -> dynamodb.Table:
    table = dynamodb.Table(
        scope,
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
    for index, carried in PROJECTED.items():
        table.add_global_secondary_index(
            index_name=index,
            partition_key=_string(f"{index}_pk"),
            sort_key=_string(f"{index}_sk"),
            projection_type=dynamodb.ProjectionType.INCLUDE if carried else dynamodb.ProjectionType.KEYS_ONLY,
            non_key_attributes=list(carried) or None,
        )
    return table


def _documents(scope: Construct, *, object_lock: bool) -> s3.Bucket:
    """Documents of ten years: versioned, encrypted, closed to the public; sealed ones locked where the cloud can."""
    bucket = s3.Bucket(
        scope,
        "Documents",
        versioned=True,
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        object_lock_enabled=object_lock or None,
        lifecycle_rules=[
            s3.LifecycleRule(
                prefix="prepared/",
                expiration=Duration.days(PREPARED_DAYS),
                noncurrent_version_expiration=Duration.days(1),
            )
        ],
        removal_policy=RemovalPolicy.RETAIN,
    )
    accept(bucket, "S1", "Every download begins on our own page, which logs it; links live five minutes.")
    return bucket


def _string(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
