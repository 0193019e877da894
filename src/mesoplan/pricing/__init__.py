"""What sessions cost. Pure, Decimal throughout."""
