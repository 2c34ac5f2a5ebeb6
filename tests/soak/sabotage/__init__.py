"""What is broken on purpose, so that a line of `make soak` that could not fail is found."""
