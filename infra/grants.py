"""Connections to customers' teams: the key that seals their refresh tokens, and who may use it for what."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.permissions import Permission

# A token is sealed for one account; a call that names no account is not one of ours.
_NAMES_AN_ACCOUNT = {"Null": {"kms:EncryptionContext:account": "false"}}


def grants_key(scope: Construct) -> kms.Key:
    """The key, retained: without it every connection would have to be made again."""
    return kms.Key(
        scope,
        "Grants",
        description="Partner onboarding: seals the refresh tokens of customers' teams",
        enable_key_rotation=True,
        removal_policy=RemovalPolicy.RETAIN,
    )


def may_seal(key: kms.IKey) -> Permission:
    """Encrypt, for an account."""
    return Permission("kms:Encrypt", [key.key_arn], conditions=_NAMES_AN_ACCOUNT)


def may_open(key: kms.IKey) -> Permission:
    """Decrypt, for an account."""
    return Permission("kms:Decrypt", [key.key_arn], conditions=_NAMES_AN_ACCOUNT)
