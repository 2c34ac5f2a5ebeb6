"""What a signer states by ticking a box: the page shows these words, and the record of the signature repeats them."""

from onboarding.domain.marking import N_

AUTHORITY = N_("I may sign for this company: the law, its register or a power of attorney lets me.")
CONSENT = N_("I agree to sign electronically: my typed name is my signature.")
