"""Answers: what each command finds out, as records that its JSON document is made of."""
