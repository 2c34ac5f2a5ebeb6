"""Saved Logs Insights queries: the questions that somebody asks of the logs on a bad day."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

FOLDER = "Partner onboarding"


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the fields that answer it, and what is looked for."""

    question: str
    fields: Sequence[str]
    filters: Sequence[str]
    stats: str = ""


QUERIES = (
    Query(
        "What happened to one application (put its id in)",
        ["@timestamp", "@log", "level", "message", "decision", "outcome", "why", "xray_trace_id"],
        ['application = "01KC0M2Q8M9V5X3T7R1N4B6Z8D"'],
    ),
    Query(
        "What failed, and for which application",
        ["@timestamp", "@log", "message", "application", "error_type", "exception_name", "xray_trace_id"],
        ['level in ["ERROR", "CRITICAL"] or @message like /Task timed out|Runtime exited/'],
    ),
    Query("Which cases hang, and why", ["@timestamp", "application", "why"], ['message = "case hangs"']),
    Query(
        "What ops did, and who",
        ["@timestamp", "message", "application", "how", "outcome", "by"],
        ['message in ["decided by ops", "ops stepped in", "account settled by ops", "deadlines extended"]'],
    ),
    Query(
        "Which mails did not arrive",
        ["@timestamp", "application", "mail", "failure", "why"],
        ['message in ["mail did not arrive", "mail refused for good"]'],
    ),
    Query(
        "What people wrote to us, and what became of it",
        ["@timestamp", "message", "application", "mail_id", "why"],
        ["message like /asked by mail|passed on to the desk|automatic mail|mail dropped/"],
    ),
    Query(
        "How long functions take, and how much memory they use",
        ["@log", "@duration", "@maxMemoryUsed"],
        ['@type = "REPORT"'],
        "count(*) as calls, pct(@duration, 50) as half, pct(@duration, 99) as most, max(@maxMemoryUsed) by @log",
    ),
)


class Queries(Construct):
    """The queries, over every function's log."""

    def __init__(self, scope: Construct, name: str, *, functions: Sequence[lambda_.Function]) -> None:
        super().__init__(scope, name)
        for number, query in enumerate(QUERIES, start=1):
            logs.QueryDefinition(
                self,
                f"Query{number}",
                query_definition_name=f"{FOLDER}/{query.question}",
                query_string=logs.QueryString(
                    fields=list(query.fields),
                    filter_statements=list(query.filters),
                    **({"stats_statements": [query.stats]} if query.stats else {"sort": "@timestamp desc"}),
                    limit=200,
                ),
                log_groups=[function.log_group for function in functions],
            )
