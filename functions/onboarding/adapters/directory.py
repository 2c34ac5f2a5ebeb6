"""Customer admins by their own word: what the nominee attested is all that is known."""

from onboarding.domain.account import Account, Level


class AttestedDirectory:
    """The port `AdminDirectory` where no provider is connected: it proves what the case says, and never more."""

    def level(self, account: Account) -> Level:
        """At most `attested`, whatever is written."""
        return Level.ATTESTED if account.level.reaches(Level.ATTESTED) else account.level
