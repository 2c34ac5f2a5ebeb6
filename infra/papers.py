"""Who may read and write which documents, and who may use the seal."""

from collections.abc import Sequence
from dataclasses import dataclass

from infra.data import PartnerOnboardingData
from infra.permissions import Permission, allow
from onboarding.adapters.documents import EVIDENCE

READ, WRITE, LIST = "s3:GetObject", "s3:PutObject", "s3:ListBucket"

# By function: the action and the prefix. To list is only to be told that something is missing, and not forbidden.
ALLOWED: dict[str, Sequence[tuple[str, str]]] = {
    "ask_signer": [(READ, "prepared"), (WRITE, "prepared")],
    "seal_agreement": [
        (READ, "prepared"),
        (READ, "sealed"),
        (WRITE, "sealed"),
        (READ, "certificates"),
        (WRITE, "certificates"),
    ],
    "web": [(READ, "prepared"), (READ, "sealed")],
    "verify": [(READ, "certificates")],
    # What a provider outside is asked about.
    "relay": [(READ, "prepared")],
    "clock": [(READ, "prepared")],
    "ops_act": [(READ, "prepared")],
}


@dataclass(frozen=True)
class Papers:
    """The documents and the seal, as permissions."""

    data: PartnerOnboardingData
    locked: bool = True

    def permissions(self, function: str) -> list[Permission]:
        """What this function may do with them; nothing for most."""
        # As an export by name: the wildcard's reason is written under the name that the template will have.
        bucket = str(self.data.export_value(self.data.documents.bucket_arn))
        reason = "A document's key ends in its number, which is made at run time."
        found = [
            allow(action, f"{bucket}/{prefix}/*", reason=reason, about=f"of {prefix}")
            for action, prefix in ALLOWED.get(function, ())
        ]
        if found:
            found.append(allow(LIST, bucket))
        if function == "seal_agreement":
            evidence = [f"{bucket}/{prefix}*" for prefix in EVIDENCE]
            found += [allow("s3:PutObjectRetention", *evidence, reason=reason)] if self.locked else []
            found += [allow(f"kms:{action}", self.data.seal_key.key_arn) for action in ("GetPublicKey", "Sign")]
        return found
