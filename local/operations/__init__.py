"""Looking after a deployment from a terminal, on AWS or on the local cloud: what the runbooks' commands do."""
