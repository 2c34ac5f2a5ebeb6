"""What comes from others: whether it is sound, what of it is deployed, and what of ours must not be told."""
