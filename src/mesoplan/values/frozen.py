"""What every record of an answer is."""

from dataclasses import dataclass, fields
from functools import cache
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
        kind: Any = cls
        for record in records:
            for name in _fields(kind) - own.keys():
                if hasattr(record, name):
                    own[name] = getattr(record, name)
        return cls(**own)


@cache
def _fields(kind: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))
