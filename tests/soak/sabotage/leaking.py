"""Guards against strangers and against leaks, broken: what goes in is refused, and what goes out is harmless."""

from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from infra.findings import CHECKOV
from onboarding import csv_safe, mail_context, relay, templating
from onboarding.adapters.applications import DynamoApplications
from onboarding.adapters.remains import DynamoRemains
from onboarding.documents import pages
from onboarding.domain import link
from onboarding.domain.limits import Limits
from onboarding.web import filled, request, responses, slow_down
from tests.soak import checkers, infrastructure
from tests.soak.sabotage.breaking import Sabotage, everywhere


def _what_is_garbled_is_read_all_the_same(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(request, "_garbled", lambda: ArithmeticError("nobody expects this"))


def _names_go_out_as_they_were_typed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(mail_context, "shown", lambda value: value)


def _pages_take_markup(patch: pytest.MonkeyPatch) -> None:
    as_it_is = templating.environment(templating._FOLDER)
    as_it_is.autoescape = False
    patch.setattr(templating, "_ours", lambda: as_it_is)


def _cells_are_written_as_they_are(patch: pytest.MonkeyPatch) -> None:
    everywhere(patch, csv_safe.cell, str)


def _clauses_are_markup(patch: pytest.MonkeyPatch) -> None:
    as_data = pages._TEMPLATE.read_text(encoding="utf-8")
    as_markup = as_data.replace("par(clause)", 'par(eval(clause, mode: "markup"))')
    assert as_markup != as_data
    patch.setattr(pages, "_TEMPLATE", SimpleNamespace(read_bytes=as_markup.encode))


def _only_known_cases_are_looked_up(patch: pytest.MonkeyPatch) -> None:
    whole = DynamoApplications.behind

    def behind(self: DynamoApplications, hash: str, application: Any, decision: Any) -> Any:
        self.case(application)
        return whole(self, hash, application, decision)

    patch.setattr(DynamoApplications, "behind", behind)


def _who_is_known_is_told(patch: pytest.MonkeyPatch) -> None:
    whole = filled._submitted

    def submitted(world: Any, form: Any, submission: Any) -> Any:
        who = [submission.domain], submission.applicant.email, submission.company
        return responses.not_found(world) if world.applications.same(*who) else whole(world, form, submission)

    patch.setattr(filled, "_submitted", submitted)


def _nobody_minds_the_trap(patch: pytest.MonkeyPatch) -> None:
    everywhere(patch, slow_down.trapped, lambda _: False)


def _a_source_has_no_limit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Limits, "source", lambda *_: [])


def _a_link_is_logged(patch: pytest.MonkeyPatch) -> None:
    whole = link.new_token

    def new_token() -> str:
        token = whole()
        relay.logger.info("link made", extra={"token": token})
        return token

    patch.setattr(relay, "new_token", new_token)


def _mails_are_kept_for_ever(patch: pytest.MonkeyPatch) -> None:
    whole = DynamoRemains._personal

    def personal(self: DynamoRemains, application: Any) -> Iterator[Any]:
        return (item for item in whole(self, application) if item["kind"] != "MESSAGE")

    patch.setattr(DynamoRemains, "_personal", personal)


def _pages_name_where_one_came_from(patch: pytest.MonkeyPatch) -> None:
    whole = responses.security_headers

    def headers(colour: str) -> dict[str, str]:
        return {name: value for name, value in whole(colour).items() if name != "Referrer-Policy"}

    patch.setattr(responses, "security_headers", headers)


_CDK_NAG = "tests/infra/test_findings.py::test_cdk_nag_has_no_finding_without_a_reason"


def _no_right_has_a_reason(patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PYTEST_ADDOPTS", "-p tests.soak.sabotage.without_reasons")


_REPORT = {
    "summary": {"passed": 1_000, "parsing_errors": 0},
    "results": {
        "failed_checks": [
            {"check_id": one.check, "resource": f"{one.resources[0]}Any", "check_name": "any"} for one in CHECKOV
        ]
    },
}
"""What checkov would report if it found each thing that is accepted, once."""


def _nobody_has_looked_at_a_finding(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(infrastructure, "CHECKOV", CHECKOV[1:])


ROWS = (
    Sabotage(
        21,
        "a form that cannot be read is refused with a page",
        _what_is_garbled_is_read_all_the_same,
        "answered with 500",
    ),
    Sabotage(
        22,
        "what people typed is made harmless before a mail can show it",
        _names_go_out_as_they_were_typed,
        "a link in a mail",
    ),
    Sabotage(
        22,
        "a page shows as text what people typed",
        _pages_take_markup,
        r"'<script>alert\(1\)</script>' is active on the form",
    ),
    Sabotage(
        22,
        "a cell that a spreadsheet would compute is made text",
        _cells_are_written_as_they_are,
        "a formula in a table: =HYPERLINK",
    ),
    Sabotage(
        22,
        "the words of an agreement come as data, and nothing of them is read as markup",
        _clauses_are_markup,
        "does something in an agreement: .*/URI",
    ),
    Sabotage(
        23,
        "a wrong link is looked up in the same way, whether there is such a case or not",
        _only_known_cases_are_looked_up,
        "guesses are told apart",
    ),
    Sabotage(
        23,
        "a form is answered alike, whether its company is known or not",
        _who_is_known_is_told,
        "it is told whether a company is known",
    ),
    Sabotage(
        24,
        "a field that no person sees stops programs that fill in every field",
        _nobody_minds_the_trap,
        "a filled trap is answered with 303",
    ),
    Sabotage(
        24,
        "one source may do so much in an hour and no more",
        _a_source_has_no_limit,
        "49 forms of one source in an hour, and 40 are allowed",
    ),
    Sabotage(
        25,
        "a link's token is in the mail and nowhere else",
        _a_link_is_logged,
        "a link's token in the log",
    ),
    Sabotage(
        26,
        "an erasure takes every kind of item that tells of somebody",
        _mails_are_kept_for_ever,
        "after the erasure there is still",
    ),
    Sabotage(
        27,
        "each right that has a wildcard says why in writing",
        _no_right_has_a_reason,
        r"AwsSolutions-IAM5\[Resource::",
        partial(checkers.check, [_CDK_NAG]),
    ),
    Sabotage(
        27,
        "what checkov finds is accepted only where somebody has looked at it",
        _nobody_has_looked_at_a_finding,
        r"1 findings that nobody has looked at .*: CKV_AWS_115 AWS::Lambda::Function",
        partial(infrastructure.judged, [_REPORT]),
    ),
    Sabotage(
        28,
        "every page tells the browser to name it to nobody",
        _pages_name_where_one_came_from,
        "Referrer-Policy: None",
    ),
)
