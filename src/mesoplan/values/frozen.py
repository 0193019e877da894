"""What every record of an answer is."""

from dataclasses import dataclass, fields
from typing import Any, Self, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Frozen:
    """A record that never changes, and whose fields are given by name: a frozen dataclass."""

    def __init_subclass__(cls) -> None:
        """Make it one."""
        dataclass(frozen=True, kw_only=True)(cls)

    @classmethod
    def filled_from(cls, *records: Any, **own: Any) -> Self:
        """Return one whose fields are `own`, and else those of the first of some records that has them."""
        declared: Any = cls
        names = [field.name for field in fields(declared) if field.name not in own]
        found = {name: getattr(record, name) for record in reversed(records) for name in names if hasattr(record, name)}
        return cls(**found, **own)
