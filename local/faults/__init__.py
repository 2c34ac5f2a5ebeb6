"""The fault door: AWS calls that fail on purpose, for tests only; nothing of it travels in a bundle."""
