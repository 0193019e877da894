"""Values: ranges, dates and money, each with its own grammar."""
