"""Signing at a provider outside: asked through the outbox, read back when told or due, settled like any answer."""
