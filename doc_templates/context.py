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
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias, cast

from jinja2 import Undefined
from jinja2.exceptions import SecurityError

from cases.values.id_number import IdNumber
from cases.values.money import Money

# What stands above, and the key under it: names are put together only when somebody asks, and
# no wrapped value refers to another above it, so that a rendering leaves no cycles behind.
Path: TypeAlias = "tuple[Path | None, object]"


@dataclass(slots=True)
class Reading:
    """What one rendering used: names that were missing, and values with their names."""

    missing: dict[str, None] = field(default_factory=dict)
    touched: list[tuple[Path | None, object, object]] = field(default_factory=list)

    @property
    def used(self) -> dict[str, object]:
        """The values used, by dotted name."""
        return {_below(_dotted(above), key): value for above, key, value in self.touched}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note everything that templates use inside the block."""
        token = _READING.set(self)
        try:
            yield
        finally:
            _READING.reset(token)


_PLAIN = frozenset((str, int, bool, Decimal, date, Money, IdNumber))
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
    def name(self) -> str:
        """The whole name: ``案.团队[2].姓名``."""
        return self._undefined_name or "？"

    def note(self) -> None:
        """Somebody used what is not there."""
        _READING.get().missing.setdefault(self.name)

    def inner(self, key: object) -> Missing:
        """A name below a missing one is missing too."""
        return Missing(name=_below(self.name, key))

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
        return hash(self.name)

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


class Record(Mapping[str, object]):
    """A mapping of the data under its dotted name; a value is wrapped once and kept."""

    __slots__ = ("_data", "_known", "_path", "_reading", "_touch")

    def __init__(
        self,
        data: Mapping[str, object],
        reading: Reading,
        path: Path | None,
    ) -> None:
        """A mapping found at a path."""
        self._data, self._reading, self._path = data, reading, path
        self._known: dict[str, Any] = {}
        self._touch = reading.touched.append

    @property
    def name(self) -> str:
        """The dotted name of this record."""
        return _dotted(self._path)

    def look(self, key: str) -> Any:
        """The value of a key, wrapped; what is not there is missing, never an error."""
        value = self._data.get(key)
        if type(value) is str and "\r" not in value:
            self._touch((self._path, key, value))
            return value
        known = self._known.get(key)
        if known is None:
            if key not in self._data:
                return Missing(name=_below(self.name, key))
            known = self._known[key] = _wrapped(value, self._reading, self._path, key)
        return known

    def __getitem__(self, key: object) -> Any:
        """The value of a key, as ``look`` gives it; only texts are keys."""
        return self.look(key) if isinstance(key, str) else Missing(name=_below(self.name, key))

    def __contains__(self, key: object) -> bool:
        """Whether the data has the key; ``Missing`` is not a value."""
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        """The keys in the order of the data."""
        return iter(self._data)

    def __len__(self) -> int:
        """How many keys."""
        return len(self._data)

    def __str__(self) -> str:
        """A whole record cannot be printed: the template forgot which field."""
        Missing(name=f"{self.name}.？").note()
        return ""


class Rows(Sequence[object]):
    """A list of the data under its dotted name."""

    __slots__ = ("_data", "_path", "_reading", "_wrapped")

    def __init__(
        self,
        data: Sequence[object],
        reading: Reading,
        path: Path | None,
    ) -> None:
        """A list found at a path."""
        self._data, self._reading, self._path = data, reading, path
        self._wrapped: list[object] | None = None

    @property
    def name(self) -> str:
        """The dotted name of these rows."""
        return _dotted(self._path)

    def _rows(self) -> list[object]:
        """The rows, wrapped."""
        if self._wrapped is None:
            reading = self._reading
            self._wrapped = [
                _wrapped(row, reading, self._path, place) for place, row in enumerate(self._data)
            ]
        return self._wrapped

    def __getitem__(self, place: Any) -> Any:
        """The value at a place, wrapped."""
        if isinstance(place, slice):
            return Rows(self._data[place], self._reading, self._path)
        if not isinstance(place, int) or not -len(self._data) <= place < len(self._data):
            return Missing(name=_below(self.name, place))
        return self._rows()[place]

    def __iter__(self) -> Iterator[object]:
        """The rows, wrapped; ``Missing`` instead of IndexError would never end."""
        return iter(self._rows())

    def __len__(self) -> int:
        """How many rows."""
        return len(self._data)

    def __str__(self) -> str:
        """The rows as a sentence lists them."""
        return "、".join(str(row) for row in self)


def _wrapped(value: object, reading: Reading, above: Path | None, key: object) -> object:
    """A value as templates see it, noted as used."""
    kind = type(value)
    if kind is dict:
        return Record(value, reading, (above, key))  # type: ignore[arg-type]
    if kind not in _PLAIN:
        if value is None:
            return Missing(name=_below(_dotted(above), key), empty=True)
        if isinstance(value, list | tuple):
            return Rows(value, reading, (above, key))
        if isinstance(value, Mapping):
            return Record(value, reading, (above, key))
        if isinstance(value, Undefined):
            return value
    if isinstance(value, str) and "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    reading.touched.append((above, key, value))
    return value


def wrap_roots(context: Mapping[str, object]) -> dict[str, object]:
    """The context as the renderer takes it; what is used goes into the current reading."""
    reading = _READING.get(None) or Reading()
    return {name: _wrapped(value, reading, None, name) for name, value in context.items()}


def look_up(context: Mapping[str, object], dotted: str) -> object:
    """The value of a dotted name; ``Missing`` when a part is not there."""
    reading = _READING.get(None) or Reading()
    value: object = Record(context, reading, None)
    for part in dotted.split("."):
        if isinstance(value, Record):
            value = value[part]
        elif isinstance(value, Missing):
            value = value.inner(part)
        else:
            value = Missing(name=dotted)
    return value


def _dotted(path: Path | None) -> str:
    """The dotted name of a path; the root has none."""
    return "" if path is None else _below(_dotted(path[0]), path[1])


def _below(name: str, key: object) -> str:
    """The dotted name of a key below a name."""
    if isinstance(key, int) and name:
        return f"{name}[{key}]"
    return f"{name}.{key}" if name else str(key)
