"""Files of existing partners, their customer accounts and distributors: read in slices, done row by row."""
