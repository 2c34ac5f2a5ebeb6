"""Measures that make the product fast and cheap, each taken back for a moment."""
