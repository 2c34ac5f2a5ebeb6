"""The right to send mail."""

import json

from infra.mail import TOLD
from tests.infra.synthesis import Assembly, Synth


def test_the_domain_s_mail_is_signed_encrypted_and_suppressed_after_bounces(aws: Assembly) -> None:
    identity, configuration = aws.only("AWS::SES::EmailIdentity"), aws.only("AWS::SES::ConfigurationSet")
    assert identity["EmailIdentity"] == "partners.example.com"
    assert "ConfigurationSetName" in identity["ConfigurationSetAttributes"]
    assert configuration["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
    assert set(configuration["SuppressionOptions"]["SuppressedReasons"]) == {"BOUNCE", "COMPLAINT"}


def test_the_records_for_the_domain_s_dns_are_told(aws: Assembly) -> None:
    outputs = aws.templates["PartnerOnboarding"]["Outputs"]
    records = [json.dumps(output["Value"]) for name, output in outputs.items() if "Record" in name]
    # Three keys that sign mail, the pages' address, and where replies arrive.
    assert sorted(" MX " in record for record in records) == [False] * 4 + [True]
    assert all(" CNAME " in record or " MX 10 inbound-smtp." in record for record in records)


def test_only_relay_clock_and_inbound_may_send_and_only_as_the_sender(aws: Assembly, synth: Synth) -> None:
    senders = {role: s["Resource"] for role, s in aws.statements() if s["Action"] == "ses:SendRawEmail"}
    assert sorted(role[:5] for role in senders) == ["clock", "inbou", "relay"]
    for resources in senders.values():
        # SES asks for the right on the identity's configuration set too.
        identity, configuration = (json.dumps(resource) for resource in resources)
        assert "identity/partners.example.com" in identity
        assert "configuration-set/" in configuration

    plain = synth({"sender": "onboarding@vendor.example"})
    for _, statement in plain.statements():
        if statement["Action"] == "ses:SendRawEmail":
            address, domain, configuration = (json.dumps(resource) for resource in statement["Resource"])
            assert "configuration-set/" in configuration
            assert "identity/onboarding@vendor.example" in address
            assert "identity/vendor.example" in domain


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
