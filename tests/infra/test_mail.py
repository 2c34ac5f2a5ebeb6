"""The right to send mail."""

import json

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
    assert len(records) == 4  # three keys that sign mail, and the pages' address
    assert all(" CNAME " in record for record in records)


def test_only_relay_and_clock_may_send_and_only_as_the_sender(aws: Assembly, synth: Synth) -> None:
    senders = {role: s["Resource"] for role, s in aws.statements() if s["Action"] == "ses:SendRawEmail"}
    assert sorted(role[:5] for role in senders) == ["clock", "relay"]
    for resources in senders.values():
        # SES asks for the right on the identity's configuration set too.
        identity, configuration = (json.dumps(resource) for resource in resources)
        assert "identity/partners.example.com" in identity
        assert "configuration-set/" in configuration

    plain = synth({"sender": "onboarding@vendor.example"})
    for _, statement in plain.statements():
        if statement["Action"] == "ses:SendRawEmail":
            address, domain = (json.dumps(resource) for resource in statement["Resource"])
            assert "identity/onboarding@vendor.example" in address
            assert "identity/vendor.example" in domain
