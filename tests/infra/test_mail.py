"""The right to send mail."""

import json

import pytest

from infra.mail import TOLD
from infra.settings import SettingsError
from tests.infra.synthesis import AWS, Assembly, Synth


def test_the_domain_s_mail_is_signed_encrypted_and_suppressed_after_bounces(aws: Assembly) -> None:
    identity, configuration = aws.only("AWS::SES::EmailIdentity"), aws.only("AWS::SES::ConfigurationSet")
    assert identity["EmailIdentity"] == "partners.example.com"
    assert "ConfigurationSetName" in identity["ConfigurationSetAttributes"]
    assert configuration["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
    assert set(configuration["SuppressionOptions"]["SuppressedReasons"]) == {"BOUNCE", "COMPLAINT"}


def test_the_records_for_the_domain_s_dns_are_told(aws: Assembly) -> None:
    outputs = aws.templates["PartnerOnboarding"]["Outputs"]
    records = [json.dumps(output["Value"]) for name, output in outputs.items() if "Record" in name]
    # Three keys that sign mail, the pages' address; where replies arrive, where returned mail does; who may send.
    kinds = sorted(kind for record in records for kind in ("CNAME", "MX", "TXT") if f" {kind} " in record)
    assert kinds == ["CNAME"] * 4 + ["MX"] * 2 + ["TXT"]
    returns = aws.only("AWS::SES::EmailIdentity")["MailFromAttributes"]["MailFromDomain"]
    of_returns = sorted(record for record in records if f"{returns} " in record)
    assert f"{returns} MX 10 feedback-smtp." in of_returns[1]
    assert f'{returns} TXT \\"v=spf1 include:amazonses.com ~all\\"' in of_returns[0]


def test_only_relay_clock_and_inbound_may_send_and_only_as_the_sender(aws: Assembly, synth: Synth) -> None:
    senders = {role: s["Resource"] for role, s in aws.statements() if s["Sid"] == "AllowSesSendRawEmail"}
    assert sorted(role[:5] for role in senders) == ["clock", "inbou", "relay"]
    for resources in senders.values():
        # SES asks for the right on the identity's configuration set too.
        identity, configuration = (json.dumps(resource) for resource in resources)
        assert "identity/partners.example.com" in identity
        assert "configuration-set/" in configuration

    plain = synth({"sender": "onboarding@vendor.example"})
    for _, statement in plain.statements():
        if statement["Sid"] == "AllowSesSendRawEmail":
            address, domain, configuration = (json.dumps(resource) for resource in statement["Resource"])
            assert "configuration-set/" in configuration
            assert "identity/onboarding@vendor.example" in address
            assert "identity/vendor.example" in domain


def test_in_the_sandbox_they_may_send_to_whoever_is_verified_and_still_only_as_the_sender(aws: Assembly) -> None:
    wide = [s for _, s in aws.statements() if s["Action"] == "ses:SendRawEmail" and "identity/*" in json.dumps(s)]
    assert len(wide) == 3
    for statement in wide:
        sender = aws.functions()["onboarding.relay.handler"]["Environment"]["Variables"]["SENDER"]
        assert statement["Condition"] == {"StringEqualsIgnoreCase": {"ses:FromAddress": sender}}


def test_a_domain_for_replies_that_nobody_would_verify_is_refused(synth: Synth) -> None:
    with pytest.raises(SettingsError, match="replyDomain"):
        synth({**AWS, "replyDomain": "replies.elsewhere.example"})
    with pytest.raises(SettingsError, match="replyDomain"):
        synth({**AWS, "replyDomain": f"not{AWS['domainName']}"})
    own = synth({"sender": "onboarding@vendor.example", "replyDomain": "replies.vendor.example"})
    assert own.of_type("AWS::SES::ReceiptRule"), "without a domain its owner has verified whatever is named"


def test_what_becomes_of_every_mail_is_told_and_kept_if_it_could_not_be_dealt_with(aws: Assembly) -> None:
    (told,) = aws.of_type("AWS::SES::ConfigurationSetEventDestination").values()
    assert told["EventDestination"]["MatchingEventTypes"] == list(TOLD)
    assert {"BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE", "SEND"} == set(TOLD)
    rule = aws.named("AWS::Events::Rule", "MailTrouble")["EventPattern"]
    assert rule["source"] == ["aws.ses"]
    assert {"Email Bounced", "Email Complaint Received", "Email Rejected", "Email Sent"} <= set(rule["detail-type"])
    assert "ses:configuration-set" in json.dumps(rule["detail"])
    for config in aws.of_type("AWS::Lambda::EventInvokeConfig").values():
        assert "MailFailures" in json.dumps(config["DestinationConfig"])


def test_a_mail_that_comes_in_is_stored_before_anybody_is_called(aws: Assembly, synth: Synth) -> None:
    rule = aws.only("AWS::SES::ReceiptRule")["Rule"]
    assert rule["Recipients"] == ["replies.partners.example.com"]
    assert [next(iter(action)) for action in rule["Actions"]] == ["S3Action", "LambdaAction"]
    assert rule["Actions"][1]["LambdaAction"]["InvocationType"] == "Event"
    without = synth({"domainName": "partners.example.com"})
    assert without.of_type("AWS::SES::ReceiptRule") == {}
    relay = without.functions()["onboarding.relay.handler"]["Environment"]["Variables"]
    assert "REPLY_DOMAIN" not in relay
