"""What the program needs from outside, as Protocols; adapters implement them, tests may stand in for them.

Whoever needs one imports it from its module, so that a cold start loads the few records that cross a port and not
everything that all of them are about.
"""
