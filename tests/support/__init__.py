"""What tests share: a table on moto, a world with a clock that stands still, sample data."""
