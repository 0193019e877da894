"""What to avoid, who should not be treated, what may happen, and what is known. Pure: a catalog in, records out."""
