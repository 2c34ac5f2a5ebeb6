"""The front before the API: a rate for each address, a key that nobody else has, and no way around."""

import json

import pytest

from infra.front import RATE, SAY_WHO
from infra.settings import SettingsError
from onboarding.web.front import KEY
from tests.infra.synthesis import AWS, LOCAL, Assembly, Synth

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def fronted(synth: Synth) -> Assembly:
    return synth({**AWS, "front": "true", "certificateArn": CERTIFICATE})


def test_without_the_switch_there_is_no_front(either: Assembly) -> None:
    for kind in ("AWS::CloudFront::Distribution", "AWS::WAFv2::WebACL"):
        assert either.of_type(kind) == {}
    assert not any("FRONT_KEY" in one["Environment"]["Variables"] for one in either.functions().values())


def test_one_address_may_ask_only_so_often(fronted: Assembly) -> None:
    wall = fronted.only("AWS::WAFv2::WebACL")
    (rule,) = wall["Rules"]
    assert wall["Scope"] == "CLOUDFRONT"
    assert rule["Statement"]["RateBasedStatement"] == {
        "AggregateKeyType": "IP",
        "EvaluationWindowSec": 300,
        "Limit": RATE,
    }
    assert rule["Action"]["Block"]["CustomResponse"]["ResponseCode"] == 429
    assert "Arn" in str(fronted.only("AWS::CloudFront::Distribution")["DistributionConfig"]["WebACLId"])


def test_the_front_says_its_key_and_both_functions_with_pages_ask_for_it(fronted: Assembly) -> None:
    (origin,) = fronted.only("AWS::CloudFront::Distribution")["DistributionConfig"]["Origins"]
    (header,) = origin["OriginCustomHeaders"]
    assert header["HeaderName"] == KEY
    asked = {
        handler: function["Environment"]["Variables"]["FRONT_KEY"]
        for handler, function in fronted.functions().items()
        if "FRONT_KEY" in function["Environment"]["Variables"]
    }
    assert set(asked) == {"onboarding.web.app.handler", "onboarding.web.verify.handler"}
    assert all(key == header["HeaderValue"] for key in asked.values())
    assert "resolve:secretsmanager" in str(header["HeaderValue"]), "the template does not say the key"


def test_every_route_of_the_api_leads_to_a_function_that_asks_for_the_key(fronted: Assembly) -> None:
    targets = {str(one["IntegrationUri"]) for one in fronted.of_type("AWS::ApiGatewayV2::Integration").values()}
    names = {
        name
        for name, one in fronted.of_type("AWS::Lambda::Function").items()
        if "FRONT_KEY" in one["Environment"]["Variables"]
    }
    assert len(targets) == len(names) == 2
    assert all(any(name in target for name in names) for target in targets)


def test_nothing_is_kept_at_the_front_and_only_tls_leads_to_it(fronted: Assembly) -> None:
    config = fronted.only("AWS::CloudFront::Distribution")["DistributionConfig"]
    behaviour = config["DefaultCacheBehavior"]
    assert behaviour["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # AWS's own: caching disabled
    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    assert config["Aliases"] == [AWS["domainName"]]
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert "Logging" not in config, "a path can hold a link's token"
    assert fronted.only("AWS::CloudFront::Function")["FunctionCode"] == SAY_WHO


def test_one_visitor_s_error_is_shown_to_nobody_else(fronted: Assembly) -> None:
    errors = fronted.only("AWS::CloudFront::Distribution")["DistributionConfig"]["CustomErrorResponses"]
    assert errors == [{"ErrorCode": status, "ErrorCachingMinTTL": 0} for status in (500, 502, 503, 504)]


def test_mails_lead_to_the_front(fronted: Assembly) -> None:
    web = fronted.functions()["onboarding.web.app.handler"]
    assert web["Environment"]["Variables"]["BASE_URL"] == f"https://{AWS['domainName']}"
    assert fronted.of_type("AWS::ApiGatewayV2::DomainName") == {}


def test_cdk_nag_has_no_finding_without_a_reason(fronted: Assembly) -> None:
    report = json.loads((fronted.directory / "validation-report.json").read_text())
    assert report["pluginReports"] == []


def test_elsewhere_a_firewall_of_ones_own_is_named(synth: Synth) -> None:
    own = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/ours/1"
    made = synth({"sender": "a@b.example", "front": "true", "webAcl": own})
    assert made.of_type("AWS::WAFv2::WebACL") == {}
    assert made.only("AWS::CloudFront::Distribution")["DistributionConfig"]["WebACLId"] == own


def test_a_domain_without_its_certificate_is_refused_before_anything_is_deployed(synth: Synth) -> None:
    with pytest.raises(SettingsError, match="certificateArn"):
        synth({**AWS, "front": "true"})


def test_the_local_cloud_has_none_even_where_it_is_asked_for(synth: Synth, local: Assembly) -> None:
    assert synth({**LOCAL, "front": "true"}).resources.keys() == local.resources.keys()
