"""Key strings of the table and its indexes: they are written here and nowhere else."""

import hashlib
from collections.abc import Iterable

PK, SK = "PK", "SK"
TTL = "expires"

DUE, STAGE, IDENTITY = "due", "stage", "identity"
"""The sparse indexes; each has the keys `<name>_pk` and `<name>_sk`."""

DUE_SHARDS = 4
"""The due index is spread over this many partitions; the clock reads them all."""

APPLICATION_SK = "APPLICATION"
DECISION_SK, ACCOUNT_SK, STAGE_CHANGE_SK = "DECISION#", "ACCOUNT#", "STAGE_CHANGE#"
"""How the sort keys of decisions, of customer accounts and of stage changes begin."""
DISTRIBUTOR_STAGE = "DISTRIBUTOR"
"""Distributors share the stage index, under a word that is no stage."""
QUESTION_STAGE = "QUESTION"
"""So do questions, tasks and lost proofs that ops have not seen to yet."""
IMPORT_STAGE = "IMPORT"
"""And imports of files."""


ERASED_STAGE = "ERASED"
"""And closed cases whose people have been taken out."""

EMPTIED = "EMPTIED"
"""The kind of an item of which nothing is left but its key: as good as gone, until the table has dropped it."""


def asked_of(email: str) -> str:
    """The word in the stage index under which open decisions of one mailbox are; it names nobody."""
    return f"ASKED#{hashlib.sha256(email.casefold().encode()).hexdigest()}"


def application(id: str) -> dict[str, str]:
    """Where an application's own item is."""
    return {PK: f"APPLICATION#{id}", SK: APPLICATION_SK}


def application_of(partition: str) -> str:
    """The id of the application whose partition this is."""
    return partition.partition("#")[2]


def decision(application: str, id: str) -> dict[str, str]:
    """Where one of its decisions is; the workflow's Wait states spell the same key."""
    return {PK: f"APPLICATION#{application}", SK: f"{DECISION_SK}{id}"}


def account(application: str, id: str) -> dict[str, str]:
    """Where one of its customer accounts is; numbers are padded so that they sort."""
    return {PK: f"APPLICATION#{application}", SK: f"{ACCOUNT_SK}{id:0>6}"}


def message(application: str, id: str) -> dict[str, str]:
    """Where one of its messages is."""
    return {PK: f"APPLICATION#{application}", SK: f"MESSAGE#{id}"}


def request(application: str, decision: str) -> dict[str, str]:
    """Where it is noted what was asked of an outside signature provider for a decision."""
    return {PK: f"APPLICATION#{application}", SK: f"REQUEST#{decision}"}


def event(application: str, number: int) -> dict[str, str]:
    """Where one of its audit events is."""
    return {PK: f"APPLICATION#{application}", SK: f"EVENT#{number:06d}"}


def stage_change(application: str, number: int) -> dict[str, str]:
    """Where it is until it has been sent that a case has reached a stage, by the number of the audit event."""
    return {PK: f"APPLICATION#{application}", SK: f"{STAGE_CHANGE_SK}{number:06d}"}


def mailbox(application: str) -> dict[str, str]:
    """Where the item is that makes an application findable by its applicant's e-mail."""
    return {PK: f"APPLICATION#{application}", SK: "IDENTITY#EMAIL"}


def company(application: str) -> dict[str, str]:
    """Where the item is that makes an application findable by its company's comparable name."""
    return {PK: f"APPLICATION#{application}", SK: "IDENTITY#COMPANY"}


def mail_domain(application: str) -> dict[str, str]:
    """Where the item is that makes an application findable by its mail's domain, where its website has another."""
    return {PK: f"APPLICATION#{application}", SK: "IDENTITY#MAIL_DOMAIN"}


def link(hash: str) -> dict[str, str]:
    """Where a link is, by the SHA-256 of its token."""
    return {PK: f"LINK#{hash}", SK: "LINK"}


def links_of(application: str) -> str:
    """The partition of the identity index in which a case's links are."""
    return f"LINKS#{application}"


def reseller(id: str) -> dict[str, str]:
    """Where the public entry of a reseller id is."""
    return {PK: f"RESELLER#{id}", SK: "RESELLER"}


def draft(application: str) -> dict[str, str]:
    """Where the form is that will become this application."""
    return {PK: f"DRAFT#{application}", SK: "DRAFT"}


def limit(what: str, whom: str, window: str) -> dict[str, str]:
    """Where it is counted how often something was done by or to somebody in a window; it names nobody."""
    return {PK: f"LIMIT#{hashlib.sha256(f'{what}#{whom}#{window}'.encode()).hexdigest()}", SK: "LIMIT"}


def connection(hash: str) -> dict[str, str]:
    """Where a connection that somebody has begun is, by the SHA-256 of its state."""
    return {PK: f"CONNECTION#{hash}", SK: "CONNECTION"}


def distributor(id: str) -> dict[str, str]:
    """Where a distributor is."""
    return {PK: f"DISTRIBUTOR#{id}", SK: "DISTRIBUTOR"}


def distributor_language(id: str) -> dict[str, str]:
    """Where the language is that a distributor chose by answering in it; a new list of distributors leaves it alone."""
    return {PK: f"DISTRIBUTOR#{id}", SK: "LANGUAGE"}


NOTICES = "NOTICES"
"""All notices are in one partition: they are few, and their list is read as it is now."""


def notice(number: int) -> dict[str, str]:
    """Where a notice is; numbers are padded so that they sort."""
    return {PK: NOTICES, SK: f"NOTICE#{number:06d}"}


def notice_event(notice: int, number: int) -> dict[str, str]:
    """Where one of a notice's audit events is."""
    return {PK: f"NOTICE#{notice}", SK: f"EVENT#{number:06d}"}


LISTS = "LISTS"
"""Denied-party lists and the screening of everybody are in one partition: they are few, and read as they are now."""


def denied_list(file: str) -> dict[str, str]:
    """Where it is noted what became of a denied-party list."""
    return {PK: LISTS, SK: f"LIST#{file}"}


def sweep() -> dict[str, str]:
    """Where it is noted how far everybody has been screened."""
    return {PK: LISTS, SK: "SWEEP"}


def due(application: str, at: str) -> dict[str, str]:
    """Index keys of what the clock must look at, at an ISO time."""
    shard = hashlib.sha256(application.encode()).digest()[0] % DUE_SHARDS
    return {"due_pk": f"DUE#{shard}", "due_sk": at}


def due_partitions() -> list[str]:
    """Every partition of the due index."""
    return [f"DUE#{shard}" for shard in range(DUE_SHARDS)]


def stage(stage: str, since: str, id: str) -> dict[str, str]:
    """Index keys of an application by stage, oldest first."""
    return {"stage_pk": f"STAGE#{stage}", "stage_sk": f"{since}#{id}"}


RENEWING = "renewing"
"""The word under which active partners are listed while they are asked for a new agreement."""


def active(version: str, track: str, since: str, id: str) -> dict[str, str]:
    """Index keys of an active partner by the version of its agreement and its track, or by `RENEWING`."""
    return {"stage_pk": "STAGE#active", "stage_sk": f"{version}#{track}#{since}#{id}"}


def active_prefix(version: str, track: str = "") -> str:
    """How the sort keys of active partners with this version, and on this track, begin."""
    return f"{version}#{track}#" if track else f"{version}#"


def stage_partition(stage: str) -> str:
    """The partition of the stage index for one stage."""
    return f"STAGE#{stage}"


def domain_identity(domain: str, email: str) -> dict[str, str]:
    """Index keys of an application by a registrable domain of its."""
    return {"identity_pk": f"DOMAIN#{domain.casefold()}", "identity_sk": f"EMAIL#{email.casefold()}"}


def company_identity(name: str, id: str) -> dict[str, str]:
    """Index keys of an application by its company's comparable name."""
    return {"identity_pk": f"COMPANY#{name}", "identity_sk": f"APPLICATION#{id}"}


def nominee_identity(email: str, id: str) -> dict[str, str]:
    """Index keys of a decision by the mailbox that it asks to be a customer's admin, also after another was asked."""
    return {"identity_pk": nominee_partition(email), "identity_sk": f"APPLICATION#{id}"}


def nominee_partition(email: str) -> str:
    """The partition of the identity index in which the cases are whose customers' admin a mailbox was asked to be."""
    return f"NOMINEE#{email.casefold()}"


def identity_partitions(domains: Iterable[str], email: str, company: str) -> list[tuple[str, str]]:
    """What would be the same, and the partitions of the identity index in which the same partner would then be."""
    named = [("e-mail", f"EMAIL#{email.casefold()}")] if email else []
    named += [("domain", f"DOMAIN#{domain.casefold()}") for domain in domains]
    return [*named, *([("company name", f"COMPANY#{company}")] if company else [])]


def importing(id: str) -> dict[str, str]:
    """Where the import of one file is."""
    return {PK: f"IMPORT#{id}", SK: "IMPORT"}


def import_secret() -> dict[str, str]:
    """Where the secret is that the ids of imported partners are made with: beside the cases, so restored with them."""
    return {PK: "IMPORTS", SK: "SECRET"}


def import_part(id: str, number: int) -> dict[str, str]:
    """Where the results of one part of its rows are."""
    return {PK: f"IMPORT#{id}", SK: f"PART#{number:08d}"}


def checked_file(digest: str) -> dict[str, str]:
    """Where it is noted that a file of this content has been through a dry run."""
    return {PK: f"CHECKED#{digest}", SK: "CHECKED"}


def claim(scope: str, identity: str) -> dict[str, str]:
    """Where a row claims to be the only one with an identity, within an import or among all commits."""
    return {PK: f"CLAIM#{scope}#{hashlib.sha256(identity.encode()).hexdigest()}", SK: "CLAIM"}


def email_identity(email: str, id: str) -> dict[str, str]:
    """Index keys of an application by its applicant's e-mail."""
    return {"identity_pk": f"EMAIL#{email.casefold()}", "identity_sk": f"APPLICATION#{id}"}
