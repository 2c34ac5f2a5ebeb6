"""Every row of what is broken on purpose: one or more for each promise."""

from tests.soak.sabotage import deciding, delivering, leaking

SABOTAGES = (*delivering.ROWS, *deciding.ROWS, *leaking.ROWS)
