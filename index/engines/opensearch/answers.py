"""Reading what a cluster answered: outside input, every part looked at before it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cases.words import message
from index.engines.opensearch.troubles import OddAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.engines.opensearch.cluster import Answer

_ID_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Page:
    """A portion of hits: ids with scores, and where the next portion begins."""

    total: int
    hits: tuple[tuple[int, float], ...]
    after: list[Any] | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Values with their counts, and whether there are more than these."""

    values: dict[str, int]
    whole: bool
    after: dict[str, Any] | None = None


def page_of(answer: Answer) -> Page:
    """The hits of a search."""
    told = Told(answer, answer.told)
    total = told.part("hits").part("total")
    hits = told.part("hits").rows("hits")
    found = tuple((hit.id(), hit.score()) for hit in hits)
    after = hits[-1].values("sort") if hits else None
    exact = total.told.get("relation", "eq") == "eq"
    missing = missing_of(told) if exact else (*missing_of(told), message("I370", {}))
    return Page(total.number("value"), found, after, missing)


def missing_of(told: Told) -> tuple[str, ...]:
    """What gave no answer, in Chinese; empty for a complete answer."""
    shards = told.part("_shards")
    total, failed = shards.number("total"), shards.number("failed")
    missing = []
    if failed:
        missing.append(message("I368", {"total": str(total), "failed": str(failed)}))
    if told.told.get("timed_out") is not False:
        missing.append(message("I369", {}))
    return tuple(missing)


def counts_of(answer: Answer, name: str) -> Counts:
    """The buckets of one aggregation."""
    told = Told(answer, answer.told).part("aggregations").part(name)
    values: dict[str, int] = {}
    for bucket in told.rows("buckets"):
        key = bucket.told.get("key")
        key = key.get("value") if isinstance(key, dict) else key
        if not isinstance(key, str):
            raise bucket.odd("key")
        values[key] = bucket.number("doc_count")
    left = told.told.get("sum_other_doc_count", 0), told.told.get("doc_count_error_upper_bound", 0)
    after = told.told.get("after_key")
    return Counts(values, left == (0, 0), after if isinstance(after, dict) else None)


@dataclass(frozen=True, slots=True)
class Told:
    """A JSON object of an answer; each reading is checked."""

    answer: Answer
    told: dict[str, Any]

    def part(self, name: str) -> Told:
        """An object inside."""
        value = self.told.get(name)
        if not isinstance(value, dict):
            raise self.odd(name)
        return Told(self.answer, value)

    def rows(self, name: str) -> list[Told]:
        """A list of objects inside; none where there is no list, as filtered answers have it."""
        value = self.told.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.odd(name)
        return [Told(self.answer, each) for each in value]

    def values(self, name: str) -> list[Any]:
        """A list of plain values."""
        value = self.told.get(name)
        if not isinstance(value, list):
            raise self.odd(name)
        return value

    def number(self, name: str) -> int:
        """A count."""
        value = self.told.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.odd(name)
        return value

    def word(self, name: str) -> str:
        """A short text."""
        value = self.told.get(name)
        if not isinstance(value, str):
            raise self.odd(name)
        return value

    def id(self) -> int:
        """The id of a hit, as the store gave it."""
        value = self.word("_id")
        if not (value.isascii() and value.isdigit() and len(value) <= _ID_DIGITS):
            raise self.odd("_id")
        return int(value)

    def score(self) -> float:
        """The weight of a hit; none where hits are in another order."""
        value = self.told.get("_score")
        if value is not None and (not isinstance(value, int | float) or isinstance(value, bool)):
            raise self.odd("_score")
        return float(value or 0.0)

    def items(self) -> Iterator[tuple[str, Told]]:
        """The objects inside, by name."""
        for name in self.told:
            yield name, self.part(name)

    def odd(self, name: str) -> OddAnswerError:
        """The error that tells which part is not as it should be."""
        return OddAnswerError(address=self.answer.address, reason=f"{name} 不对")
