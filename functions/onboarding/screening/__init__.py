"""Denied-party lists: read when ops drop them, and everybody who is alive compared with them."""
