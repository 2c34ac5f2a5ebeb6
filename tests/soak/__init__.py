"""The promises, each held against faults, crashes and races: `make soak` in full, `make test` in small.

It is a room of tests and not of `bench`: what it prints is kept or broken, and never a matter of speed.
"""
