"""What to avoid, who should not be treated, what may happen. Pure."""
