"""Words that a user writes, on the command line or in a batch, read into values.

Each function takes the words of one request by field: a text, a list of texts where a field may be given
more than once, or None where it was not given. A field is an option without its dashes: `per_visit` is
`--per-visit`. Whatever is wrong is a `FieldError`, or a `UsageError` with its field.
"""

from collections.abc import Mapping
from typing import Any

Words = Mapping[str, Any]
"""The words of one request, by field."""

PROTOCOL = "standard"
"""The protocol that is meant where none is named."""
