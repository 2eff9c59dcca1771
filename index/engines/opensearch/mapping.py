"""How documents lie in the cluster: built-in analysis only, every pair of signs with its place.

``pairs`` cuts a text into every two neighbouring signs, whatever they are, so that a phrase
of pairs is a stretch of text: nothing is missed inside words and numbers, where the built-in
``cjk`` analysis would miss it. ``signs`` cuts single signs, for questions of one sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.engines.engine import FACETS
from index.queries.tree import FieldName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.records import Entry

FORM = 1
LONGEST = 8_000  # signs of a value kept whole: a term of the cluster has 32,766 bytes at most
FIRST, LAST = "\x02", "\x03"  # stand around a value where its ends must be found
NAMES = tuple(name for name in FieldName if name not in (FieldName.DATE, FieldName.AMOUNT))
_MOST, _LEAST = 2**63 - 1, -(2**63)


def creation(owner: str, alias: str, shards: int, replicas: int) -> dict[str, Any]:
    """The request that makes an index; its writing alias keeps a lost index from being
    made anew, without our analysis, by the next document."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "refresh_interval": "-1",
            "analysis": {
                "tokenizer": {"pairs": _grams(2), "signs": _grams(1)},
                "analyzer": {
                    "pairs": {"type": "custom", "tokenizer": "pairs"},
                    "signs": {"type": "custom", "tokenizer": "signs"},
                },
            },
        },
        "mappings": {
            "_meta": {"jiangdang": owner, "form": FORM},
            "dynamic": "strict",
            "_source": {"enabled": False},
            "properties": _properties(),
        },
        "aliases": {alias: {}},
    }


def document(entry: Entry) -> dict[str, Any]:
    """A document as the cluster takes it."""
    told: dict[str, Any] = {
        "id": entry.id,
        "path": entry.path[:LONGEST],
        "text": entry.text,
        "amounts": [bounded(amount) for amount in entry.amounts],
        "field": {name: _values(entry.fields[name]) for name in NAMES if name in entry.fields},
    }
    if entry.private:
        told |= {"private": entry.private, "has_private": True}
    if entry.date:
        told["day"] = entry.date[:LONGEST]
    if entry.amount is not None:
        told["worth"] = bounded(entry.amount)
    return told


def bounded(amount: int) -> int:
    """An amount as the cluster can hold it."""
    return max(_LEAST, min(_MOST, amount))


def _values(values: Iterable[str]) -> dict[str, list[str]]:
    """The values of a field: from the front, from the back, and as text with its ends."""
    whole = list(values)
    return {
        "is": [value[:LONGEST] for value in whole],
        "back": [value[::-1][:LONGEST] for value in whole],
        "has": [f"{FIRST}{value}{LAST}" for value in whole],
    }


def _grams(length: int) -> dict[str, Any]:
    return {"type": "ngram", "min_gram": length, "max_gram": length}


def _text(*, weighed: bool) -> dict[str, Any]:
    """A text in pairs, and in signs for what is shorter than a pair."""
    signs = {"type": "text", "analyzer": "signs", "index_options": "docs", "norms": False}
    return {"type": "text", "analyzer": "pairs", "norms": weighed, "fields": {"signs": signs}}


def _properties() -> dict[str, Any]:
    return {
        "id": {"type": "long"},
        "path": {"type": "keyword"},
        "text": _text(weighed=True),
        "private": _text(weighed=True),
        "has_private": {"type": "boolean"},
        "day": {"type": "keyword"},
        "worth": {"type": "long"},
        "amounts": {"type": "long"},
        "field": {"properties": {name: _field(name) for name in NAMES}},
    }


def _field(name: FieldName) -> dict[str, Any]:
    return {
        "properties": {
            "is": {"type": "keyword", "doc_values": name in FACETS},
            "back": {"type": "keyword", "doc_values": False},
            "has": _text(weighed=False),
        }
    }
