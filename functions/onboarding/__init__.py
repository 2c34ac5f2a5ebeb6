"""Partner onboarding: from application to active partner, decided in one table."""
