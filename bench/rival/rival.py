"""What many functions look like: Powertools, pydantic and a resolver, one table, one page."""

from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from pydantic import BaseModel

logger = Logger()
metrics = Metrics(namespace="Rival")
app = APIGatewayHttpResolver()
table = boto3.client("dynamodb")


class Order(BaseModel):
    """What is in the table."""

    id: str
    customer: str
    lines: list[str] = []


@app.get("/orders/<id>")
def show(id: str) -> dict[str, Any]:
    """One order."""
    found = table.get_item(TableName="orders", Key={"id": {"S": id}})["Item"]
    order = Order(id=id, customer=found["customer"]["S"])
    logger.info("shown", extra={"order": id})
    return order.model_dump()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One request."""
    return app.resolve(event, context)
