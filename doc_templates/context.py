"""What a template sees of the data: records and rows that know their own names.

A record answers with its keys only, never with methods of ``dict`` (``d.items`` is a
field called items). Whatever is used and not there is noted, all of it, and refused
when the rendering is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, cast

from jinja2 import Undefined
from jinja2.exceptions import SecurityError


@dataclass(slots=True)
class Reading:
    """What one rendering used: names that were missing, and values with their names."""

    missing: dict[str, None] = field(default_factory=dict)
    used: dict[str, object] = field(default_factory=dict)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note everything that templates use inside the block."""
        token = _READING.set(self)
        try:
            yield
        finally:
            _READING.reset(token)


_READING: ContextVar[Reading] = ContextVar("reading")


class Missing(Undefined):
    """A name that is not there, or has no value; using it is noted, not raised."""

    __slots__ = ("empty",)

    def __init__(
        self,
        hint: str | None = None,
        obj: object = None,
        name: str | None = None,
        exc: type[Exception] | None = None,
        *,
        empty: bool = False,
    ) -> None:
        """Refuse at once what the sandbox forbids; keep the name otherwise."""
        if exc is not None and issubclass(exc, SecurityError):
            raise exc(hint)
        super().__init__(hint, name=name)
        self.empty = empty

    @property
    def dotted(self) -> str:
        """The whole name: ``案.团队[2].姓名``."""
        return self._undefined_name or "？"

    def note(self) -> None:
        """Somebody used what is not there."""
        _READING.get().missing.setdefault(self.dotted)

    def inner(self, key: object) -> Missing:
        """A name below a missing one is missing too."""
        return Missing(name=_join(self.dotted, key))

    def __str__(self) -> str:
        """Nothing, noted."""
        self.note()
        return ""

    def __bool__(self) -> bool:
        """False; an empty value is no fault in a condition."""
        if not self.empty:
            self.note()
        return False

    def __iter__(self) -> Iterator[object]:
        """No rows."""
        if not self.empty:
            self.note()
        return iter(())

    def __len__(self) -> int:
        """No rows."""
        if not self.empty:
            self.note()
        return 0

    def __eq__(self, other: object) -> bool:
        """Equal to nothing."""
        if not self.empty:
            self.note()
        return other is None

    def __hash__(self) -> int:
        """By its name."""
        return hash(self.dotted)

    def _noted(self, *others: object) -> Missing:
        self.note()
        return self

    def _noted_less(self, other: object) -> bool:
        self.note()
        return False

    _instead = cast("Any", _noted)  # jinja2 types these methods as never returning
    _less = cast("Any", _noted_less)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _instead
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _instead
    __neg__ = __pos__ = _instead
    __lt__ = __le__ = __gt__ = __ge__ = _less


@dataclass(frozen=True, slots=True, eq=False)
class Record(Mapping[str, object]):
    """A mapping of the data under its dotted name."""

    data: Mapping[str, object]
    name: str

    def __getitem__(self, key: object) -> object:
        """The value of a key, wrapped; what is not there is missing, never an error."""
        dotted = _join(self.name, key)
        if not isinstance(key, str) or key not in self.data:
            return Missing(name=dotted)
        return wrap(self.data[key], dotted)

    def __contains__(self, key: object) -> bool:
        """Whether the data has the key; ``Missing`` is not a value."""
        return key in self.data

    def __iter__(self) -> Iterator[str]:
        """The keys in the order of the data."""
        return iter(self.data)

    def __len__(self) -> int:
        """How many keys."""
        return len(self.data)

    def __str__(self) -> str:
        """A whole record cannot be printed: the template forgot which field."""
        Missing(name=f"{self.name}.？").note()
        return ""


@dataclass(frozen=True, slots=True, eq=False)
class Rows(Sequence[object]):
    """A list of the data under its dotted name."""

    data: Sequence[object]
    name: str

    def __getitem__(self, place: Any) -> Any:
        """The value at a place, wrapped."""
        if isinstance(place, slice):
            return Rows(self.data[place], self.name)
        if not isinstance(place, int) or not -len(self.data) <= place < len(self.data):
            return Missing(name=_join(self.name, place))
        return wrap(self.data[place], f"{self.name}[{place % len(self.data)}]")

    def __iter__(self) -> Iterator[object]:
        """The rows, wrapped; ``Missing`` instead of IndexError would never end."""
        return (self[place] for place in range(len(self.data)))

    def __len__(self) -> int:
        """How many rows."""
        return len(self.data)

    def __str__(self) -> str:
        """The rows as a sentence lists them."""
        return "、".join(str(row) for row in self)


def wrap(value: object, name: str) -> object:
    """A value as templates see it, noted as used."""
    if isinstance(value, Record | Rows | Undefined):
        return value
    if value is None:
        return Missing(name=name, empty=True)
    if isinstance(value, Mapping):
        return Record(value, name)
    if isinstance(value, list | tuple):
        return Rows(value, name)
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    reading = _READING.get(None)
    if reading is not None:
        reading.used[name] = value
    return value


def wrap_roots(context: Mapping[str, object]) -> dict[str, object]:
    """The context as the renderer takes it."""
    return {name: wrap(value, name) for name, value in context.items()}


def look_up(context: Mapping[str, object], dotted: str) -> object:
    """The value of a dotted name; ``Missing`` when a part is not there."""
    value: object = Record(context, "")
    for part in dotted.split("."):
        if isinstance(value, Record):
            value = value[part]
        elif isinstance(value, Missing):
            value = value.inner(part)
        else:
            value = Missing(name=dotted)
    return value


def _join(name: str, key: object) -> str:
    """The dotted name of a key below a name."""
    if isinstance(key, int):
        return f"{name}[{key}]"
    return f"{name}.{key}" if name else str(key)
