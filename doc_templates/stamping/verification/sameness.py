"""Whether two PDF objects are the same all the way down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.structure import number_of, resolved

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_STEPS = 300_000
_BACK = frozenset({"/Parent", "/P"})


class Comparison:
    """Compares objects of two views; what was found the same is not gone into twice.

    Objects of the numbers in ``bounds`` (pages, form fields) are compared by number alone where
    something else refers to them.
    """

    def __init__(self, bounds: Iterable[int] = ()) -> None:
        """Start with nothing known and a bounded number of steps."""
        self._known: dict[tuple[int, int], bool] = {(at, at): True for at in bounds}
        self._steps = 0

    def same(self, old: Any, new: Any) -> bool:
        """Whether both are equal, references followed; endless structures count as different."""
        met: set[tuple[int, int]] = set()
        equal = self._equal(old, new, met)
        if equal:
            self._known.update(dict.fromkeys(met, True))
        elif all(pair := (number_of(old), number_of(new))):
            self._known[pair] = False
        return equal

    def _equal(self, old: Any, new: Any, met: set[tuple[int, int]]) -> bool:
        stack = [(old, new)]
        while stack:
            self._steps += 1
            one, other = stack.pop()
            pair = number_of(one), number_of(other)
            known = self._known.get(pair)
            if known is False or self._steps > _MOST_STEPS:
                return False
            if known or (all(pair) and pair in met):
                continue
            if all(pair):
                met.add(pair)
            if not _alike(resolved(one), resolved(other), stack):
                return False
        return True


def _alike(one: Any, other: Any, stack: list[tuple[Any, Any]]) -> bool:
    """Whether both are equal but for their parts, which are put on the stack."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = set(one) - _BACK
        if keys != set(other) - _BACK or _stream(one) != _stream(other):
            return False
        stack += [(one.raw_get(key), other.raw_get(key)) for key in keys]  # type: ignore[attr-defined]
        return True
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return False
        stack += [(one.raw_get(at), other.raw_get(at)) for at in range(len(one))]  # type: ignore[attr-defined]
        return True
    return bool(_plain(one) == _plain(other))


def _stream(thing: Any) -> bytes | None:
    """The encoded bytes of a stream; None for what is none."""
    return getattr(thing, "encoded_data", None)


def _plain(thing: Any) -> Any:
    """A value that compares by what is written."""
    return getattr(thing, "original_bytes", thing)
