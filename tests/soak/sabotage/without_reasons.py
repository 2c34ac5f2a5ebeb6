"""A pytest plugin that breaks the templates: no right of any role has the reason why its resource has a wildcard."""

import infra  # noqa: F401 - first of all: it chooses the Node that the CDK library starts when it is imported
from infra import permissions

permissions.write_reasons = lambda *_: None
