"""Agreements as documents: their words, their pages, and the seal that others' tools verify."""
