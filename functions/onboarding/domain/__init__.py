"""The rules of partner onboarding; nothing here imports more than the standard library."""
