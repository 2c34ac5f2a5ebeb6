"""Synthesizes the app the way the CDK's command line does, and looks things up in the templates."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import App

from infra import app, bundle

type Resource = dict[str, Any]
type Synth = Callable[[dict[str, str]], Assembly]

AWS = {
    "domainName": "partners.example.com",
    "alarmEmail": "ops@example.com",
    "replyDomain": "replies.partners.example.com",
}
LOCAL = {
    "local": "true",
    "clockFile": "/somewhere/clock",
    "baseUrl": "http://127.0.0.1:4566/_aws/execute-api/0a11ce55",
    "consoleUrl": "http://127.0.0.1:8026",
    "replyDomain": "replies.partners.example",
}


@dataclass(frozen=True)
class Assembly:
    """Both templates, and where they were written."""

    directory: Path
    templates: Mapping[str, dict[str, Any]]

    @property
    def resources(self) -> dict[str, Resource]:
        """Every resource of both stacks by logical id."""
        return {
            name: resource for template in self.templates.values() for name, resource in template["Resources"].items()
        }

    def of_type(self, kind: str) -> dict[str, Resource]:
        """The properties of every resource of a type, by logical id."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.resources.items()
            if resource["Type"] == kind
        }

    def only(self, kind: str) -> Resource:
        """The properties of the one resource of a type."""
        (properties,) = self.of_type(kind).values()
        return properties

    def named(self, kind: str, name: str) -> Resource:
        """The properties of the one resource of a type whose logical id begins with this name."""
        (properties,) = [found for id, found in self.of_type(kind).items() if id.startswith(name)]
        return properties

    def functions(self) -> dict[str, Resource]:
        """The Lambda functions' properties by handler."""
        return {properties["Handler"]: properties for properties in self.of_type("AWS::Lambda::Function").values()}

    def statements(self) -> Iterator[tuple[str, Resource]]:
        """Every statement of every role, with the role's logical id."""
        for name, role in self.of_type("AWS::IAM::Role").items():
            for policy in role.get("Policies", []):
                for statement in policy["PolicyDocument"]["Statement"]:
                    yield name, statement


def synthesize(context: Mapping[str, str], empty_bundle: Path, directory: Path) -> Assembly:
    """Synthesize with cdk.json's context and this; nothing else of the machine matters."""
    flags = json.loads((bundle.ROOT / "cdk.json").read_text())["context"]
    made = App(outdir=str(directory), context={**flags, **context, "bundle": str(empty_bundle)})
    assembly = app.compose(made).synth()
    return Assembly(directory, {stack.stack_name: stack.template for stack in assembly.stacks})


def every_value(value: Any) -> Iterator[Any]:
    """A JSON value and everything in it."""
    yield value
    if isinstance(value, dict):
        for inner in value.values():
            yield from every_value(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from every_value(inner)
