"""What every record is that is no table's."""

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Frozen:
    """A record that never changes: a dataclass whose fields are given by name, unless its class says `kw_only=False`.

    The type checker keeps it from changing. How records compare and look is written once, here: dataclasses compiles
    both, and a guard for the fields, again for every class at every start, which takes two thirds of its time.
    """

    _names: ClassVar[Any]
    """The names of the fields that count, in order, as a view of keys: others can be taken from it."""
    _values: ClassVar[Any]

    def __init_subclass__(cls, *, kw_only: bool = True) -> None:
        """Make it a dataclass."""
        made: Any = dataclass(kw_only=kw_only, eq=False, repr=False)(cls)
        cls._names = {field.name: field for field in fields(made) if field.compare}.keys()
        cls._values = property(attrgetter(*cls._names))

    @classmethod
    def filled_from(cls, *records: Any, **own: Any) -> Self:
        """Return one whose fields are `own`, and else those of the first of some records that has them."""
        for record in records:
            for name in cls._names - own.keys():
                if (value := getattr(record, name, ...)) is not ...:
                    own[name] = value
        return cls(**own)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and bool(self._values == other._values)

    def __hash__(self) -> int:
        return hash(self._values)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._names)})"
