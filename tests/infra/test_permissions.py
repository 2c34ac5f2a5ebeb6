"""Who may do what: exactly what their code can come to call, on exactly what it is called on."""

import ast
import inspect
import re
from dataclasses import fields
from typing import Any

import pytest

from infra.functions import SPECS, Spec
from infra.journey import DEFINITION, WAIT_ATTRIBUTES
from infra.permissions import EVENT_ONLY_ATTRIBUTES, allow
from onboarding.adapters import applications, items, outbox
from onboarding.domain.account import Account
from onboarding.domain.application import Application
from onboarding.domain.decision import Decision
from onboarding.domain.distribution import Distributor
from onboarding.domain.events import Event
from onboarding.domain.link import Link
from onboarding.domain.messages import Message
from onboarding.ports import (
    admins,
    agreements,
    cases,
    drafts,
    erasing,
    importing,
    notices,
    provider,
    screening,
    services,
)
from onboarding.ports import outbox as outbox_port
from tests.infra.reach import PORTS, calls_of
from tests.infra.synthesis import Assembly

READ, QUERY = "dynamodb:BatchGetItem table", "dynamodb:Query table"
PUT, UPDATE = "dynamodb:PutItem table", "dynamodb:UpdateItem table"
READ_DOCUMENTS, WRITE_DOCUMENTS = "s3:GetObject documents", "s3:PutObject documents"
LIST_DOCUMENTS, LOCK_DOCUMENTS = "s3:ListBucket documents", "s3:PutObjectRetention documents"
SECRET = "secretsmanager:GetSecretValue secret"
BY_IDENTITY = "dynamodb:Query index/identity"
BY_STAGE, BY_DUE = "dynamodb:Query index/stage", "dynamodb:Query index/due"
BY_IDENTITY = "dynamodb:Query index/identity"

# What each method of a port asks of AWS.
NEEDS: dict[str, set[str]] = {
    "applications.case": {READ},
    "applications.current": {READ},
    "applications.behind": {READ},
    "applications.link": {READ},
    "applications.asked_of": {BY_STAGE, READ},
    "applications.account": {READ},
    "applications.commit": {PUT, UPDATE},
    "applications.accounts": {QUERY},
    "applications.decisions": {QUERY},
    "applications.events": {QUERY},
    "applications.messages": {QUERY},
    "applications.message": {READ},
    "incoming.read": {"s3:GetObject mails", "s3:ListBucket mails"},
    "applications.waiting": {BY_STAGE, READ},
    "applications.under_way": {BY_STAGE},
    "applications.in_full": {READ},
    "applications.agreed": {BY_STAGE, READ},
    "applications.everyone": {BY_STAGE, READ},
    "applications.questions": {BY_STAGE, READ},
    "applications.distributors": {BY_STAGE, READ},
    "remains.of": {QUERY, BY_IDENTITY, READ},
    "remains.forget": {QUERY, BY_IDENTITY, READ, PUT, UPDATE},
    "remains.ended": {BY_STAGE, READ},
    "drafts.find": {READ},
    "drafts.keep": {UPDATE},
    "drafts.admit": {UPDATE},
    "notices.find": {READ},
    "notices.listed": {QUERY},
    "notices.history": {QUERY},
    "notices.record": {PUT},
    "applications.same": {BY_IDENTITY},
    "applications.nominated": {BY_IDENTITY},
    "applications.keep_distributor": {PUT},
    "imports.begin": {PUT},
    "imports.run": {READ},
    "imports.runs": {BY_STAGE, READ},
    "imports.advance": {UPDATE},
    "imports.record": {PUT, UPDATE, READ},
    "imports.results": {QUERY},
    "imports.end": {PUT, UPDATE},
    "imports.checked": {READ},
    "imports.claim": {PUT, READ},
    "imports.secret": {PUT, READ},
    "files.found": {"s3:GetObject files", "s3:ListBucket files"},
    "files.read": {"s3:GetObject files", "s3:ListBucket files"},
    "files.write": {"s3:PutObject files", "s3:AbortMultipartUpload files"},
    "work.send": {"sqs:SendMessage work"},
    "applications.listing": {READ},
    "applications.standing": {BY_STAGE, READ},
    "denied.like": {QUERY, "s3:GetObject accepted", "s3:ListBucket lists"},
    "denied_lists.listed": {QUERY},
    "denied_lists.keep": {PUT},
    "denied_lists.sweep": {READ},
    "denied_lists.begin": {PUT},
    "denied_lists.advance": {PUT},
    "list_files.found": {"s3:GetObject lists", "s3:ListBucket lists"},
    "list_files.read": {"s3:GetObject lists", "s3:ListBucket lists"},
    "list_files.write": {"s3:PutObject accepted", "s3:AbortMultipartUpload accepted"},
    "list_work.send": {"sqs:SendMessage screening"},
    "outbox.due": {BY_DUE, READ},
    "outbox.claim": {UPDATE},
    "outbox.queue": {PUT, UPDATE},
    "outbox.message": {READ},
    "outbox.keep_link": {PUT},
    "outbox.settle": {UPDATE},
    "outbox.heard_of": {UPDATE},
    "outbox.woken": {UPDATE},
    "outbox.forget": {UPDATE},
    "outbox.unlook": {UPDATE},
    "outbox.started": {UPDATE},
    "outbox.postpone": {UPDATE},
    "outbox.told": {UPDATE},
    "outbox.request": {READ},
    "outbox.keep_request": {PUT},
    "outbox.nudge": {UPDATE},
    "outbox.leave_request": {UPDATE},
    "outbox.looked": {UPDATE},
    "outbox.close_request": {UPDATE},
    "workflow.start": {"states:StartExecution machine", "states:DescribeExecution executions"},
    "workflow.wake": {"states:SendTaskSuccess machine"},
    "workflow.running": {"states:ListExecutions machine"},
    "workflow.stop": {"states:StopExecution executions"},
    "mailer.send": {"ses:SendRawEmail identity"},
    "listeners.tell": {"events:PutEvents bus"},
    "webhooks.deliver": {"secretsmanager:GetSecretValue webhook key"},
    "signatures.prepare": {READ_DOCUMENTS, WRITE_DOCUMENTS, LIST_DOCUMENTS},
    "signatures.signed": {READ_DOCUMENTS, LIST_DOCUMENTS, READ},
    "documents.keep": {READ_DOCUMENTS, WRITE_DOCUMENTS, LIST_DOCUMENTS, LOCK_DOCUMENTS},
    "documents.read": {READ_DOCUMENTS, LIST_DOCUMENTS},
    "documents.address": {READ_DOCUMENTS, LIST_DOCUMENTS},
    "seal.seal": {READ_DOCUMENTS, WRITE_DOCUMENTS, LIST_DOCUMENTS, "kms:GetPublicKey seal", "kms:Sign seal"},
    "provider.ask": {SECRET},
    "provider.asked": {SECRET},
    "provider.read": {SECRET},
    "provider.remind": {SECRET},
    "provider.hand_on": {SECRET},
    "provider.extend": {SECRET},
    "provider.cancel": {SECRET},
    "provider.file": {SECRET},
    "provider.authentic": {SECRET},
    "connections.begin": {PUT},
    "connections.take": {UPDATE},
    "directory.authorize": set(),
    "directory.connect": {"kms:Encrypt key"},
    "directory.team": {"kms:Decrypt key"},
    "directory.lower": {"kms:Decrypt key"},
}
PORT_OF = {
    "applications": cases.Applications,
    "notices": notices.Notices,
    "outbox": outbox_port.Outbox,
    "workflow": services.Workflow,
    "mailer": services.Mailer,
    "listeners": services.Listeners,
    "webhooks": services.Webhooks,
    "signatures": agreements.Signatures,
    "documents": agreements.Documents,
    "drafts": drafts.Drafts,
    "remains": erasing.Remains,
    "seal": agreements.Seal,
    "provider": provider.SignatureProvider,
    "directory": admins.AdminDirectory,
    "files": importing.Files,
    "imports": importing.Imports,
    "work": importing.Work,
    "denied": screening.DeniedParties,
    "denied_lists": screening.DeniedLists,
    "list_files": importing.Files,
    "list_work": importing.Work,
    "incoming": services.Incoming,
    "connections": admins.Connections,
}


def test_every_method_of_every_port_is_in_the_list_of_needs() -> None:
    methods = {
        f"{name}.{method}"
        for name, port in PORT_OF.items()
        for method, _ in inspect.getmembers(port, inspect.isfunction)
        if not method.startswith("_")
    }
    assert set(NEEDS) == methods
    assert set(PORT_OF) == PORTS


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_function_may_do_what_its_code_can_come_to_call_and_nothing_else(spec: Spec, aws: Assembly) -> None:
    needed = {need for call in calls_of(spec.handler) for need in NEEDS[call]}
    assert _granted(spec, aws) == needed - {SECRET}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_with_a_provider_outside_only_who_talks_to_it_may_read_its_key(spec: Spec, outside: Assembly) -> None:
    needed = {need for call in calls_of(spec.handler) for need in NEEDS[call]}
    assert _granted(spec, outside) == needed
    (name,) = [one for one in outside.of_type("AWS::SecretsManager::Secret") if one.startswith("Signing")]
    secret = {"Ref": name}
    variables = outside.functions()[spec.handler]["Environment"]["Variables"]
    assert variables.get("DROPBOX_SIGN_SECRET") == (secret if SECRET in needed else None)


def test_no_role_may_delete_an_item_or_write_around_the_transaction(either: Assembly) -> None:
    forbidden = {"DeleteItem", "BatchWriteItem", "PartiQLDelete", "PartiQLUpdate", "PartiQLInsert", "Scan"}
    for role, statement in either.statements():
        action = statement["Action"]
        assert action.partition(":")[2] not in forbidden, role


def test_every_statement_is_one_action_and_says_which(either: Assembly) -> None:
    for _, statement in either.statements():
        assert isinstance(statement["Action"], str)
        assert "*" not in statement["Action"]
        assert statement["Action"].partition(":")[2] in statement["Sid"]


def test_no_role_has_a_policy_that_is_not_written_by_hand(either: Assembly) -> None:
    assert either.of_type("AWS::IAM::Policy") == {}
    for role in either.of_type("AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in role
        assert [policy["PolicyName"] for policy in role["Policies"]] == ["permissions"]


def test_a_wildcard_without_a_reason_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="reason"):
        allow("dynamodb:GetItem", "*")


def test_every_role_that_updates_items_is_refused_updates_of_audit_events(either: Assembly) -> None:
    updaters = {
        role: statement
        for role, statement in either.statements()
        if statement["Action"] == "dynamodb:UpdateItem" and statement["Effect"] == "Allow"
    }
    refused = {
        role: statement["Condition"]
        for role, statement in either.statements()
        if statement["Action"] == "dynamodb:UpdateItem" and statement["Effect"] == "Deny"
    }
    for role, statement in updaters.items():
        # The machine's right is bounded to a decision's waiting attributes; all others have the refusal.
        if "Condition" in statement:
            assert not set(WAIT_ATTRIBUTES) & set(EVENT_ONLY_ATTRIBUTES)
        else:
            assert refused[role] == {"ForAnyValue:StringEquals": {"dynamodb:Attributes": list(EVENT_ONLY_ATTRIBUTES)}}


def test_the_refused_attributes_are_all_that_only_audit_events_have() -> None:
    others = {
        field.name
        for record in (Account, Application, Decision, Distributor, Link, Message)
        for field in fields(record)
    }
    assert set(EVENT_ONLY_ATTRIBUTES) == {field.name for field in fields(Event)} - others


def test_no_update_of_ours_touches_a_refused_attribute() -> None:
    for adapter in (applications, outbox, items):
        words = {
            node.value
            for node in ast.walk(ast.parse(inspect.getsource(adapter)))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not words & set(EVENT_ONLY_ATTRIBUTES)


def test_the_machine_may_write_only_what_its_waiting_states_write(either: Assembly) -> None:
    (machine,) = [
        statement
        for _, statement in either.statements()
        if statement["Action"] == "dynamodb:UpdateItem" and statement["Effect"] == "Allow" and "Condition" in statement
    ]
    condition = machine["Condition"]
    assert condition["ForAllValues:StringEquals"] == {"dynamodb:Attributes": list(WAIT_ATTRIBUTES)}
    assert condition["ForAllValues:StringLike"] == {"dynamodb:LeadingKeys": ["APPLICATION#*"]}
    named = {"PK", "SK", "task_token", "due_pk", "due_sk", "woken"}
    assert set(WAIT_ATTRIBUTES) == named
    assert all(name in DEFINITION.read_text() for name in named)


def test_only_their_own_service_may_take_a_role(either: Assembly) -> None:
    for role in either.of_type("AWS::IAM::Role").values():
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        service = trust["Principal"]["Service"]
        assert service in {"lambda.amazonaws.com", "states.amazonaws.com", "scheduler.amazonaws.com"}
        if service != "lambda.amazonaws.com":
            assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


_QUEUES = re.compile("(Imports|Lists)Queue")


def _granted(spec: Spec, assembly: Assembly) -> set[str]:
    """A function's rights on the table, the machine and the mail service, in the words of NEEDS."""
    (role,) = [
        function["Role"]["Fn::GetAtt"][0]
        for function in assembly.functions().values()
        if function["Handler"] == spec.handler
    ]
    return {
        f"{statement['Action']} {_what(statement)}"
        for name, statement in assembly.statements()
        if name == role
        and statement["Effect"] == "Allow"
        and (
            statement["Action"].split(":")[0] in {"dynamodb", "states", "ses", "s3", "secretsmanager", "kms", "events"}
            or (statement["Action"] == "sqs:SendMessage" and _QUEUES.search(str(statement["Resource"])))
        )
        and "Stream" not in statement["Action"]
        and statement["Action"] not in {"dynamodb:GetRecords", "dynamodb:GetShardIterator"}
    }


def _what(statement: dict[str, Any]) -> str:
    resource = str(statement["Resource"])
    for part, name in (
        ("/index/stage", "index/stage"),
        ("/index/due", "index/due"),
        ("/index/identity", "index/identity"),
        ("ImportsQueue", "work"),
        ("ListsQueue", "screening"),
        ("/accepted/", "accepted"),
        ("OutputFnGetAttImports", "files"),
        ("OutputFnGetAttMails", "mails"),
        ("OutputFnGetAttLists", "lists"),
        ("identity", "identity"),
        ("Documents", "documents"),
        ("SealKey", "seal"),
        ("Signing", "secret"),
        ("Webhooks", "webhook key"),
        ("Grants", "key"),
        ("ListenersBus", "bus"),
    ):
        if part in resource:
            return name
    if "execution:" in resource:
        return "executions"
    return "machine" if "Journey" in resource else "table"


def test_whoever_may_only_look_can_invoke_nothing_that_acts(either: Assembly) -> None:
    names = {properties["Handler"]: name for name, properties in either.of_type("AWS::Lambda::Function").items()}
    shows, acts = names["onboarding.ops.widgets.handler"], names["onboarding.ops.acting.handler"]
    assert _invoked(either, "View") == {shows}
    assert _invoked(either, "Act") == {shows, acts}


def _invoked(assembly: Assembly, policy: str) -> set[str]:
    """The functions that a managed policy lets people invoke, by logical id."""
    document = assembly.named("AWS::IAM::ManagedPolicy", f"OpsPeople{policy}")["PolicyDocument"]
    return {
        statement["Resource"]["Fn::GetAtt"][0]
        for statement in document["Statement"]
        if statement["Action"] == "lambda:InvokeFunction" and statement["Effect"] == "Allow"
    }
