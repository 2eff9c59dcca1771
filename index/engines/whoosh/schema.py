"""The fields of the Whoosh index: terms without positions, nothing stored."""

from __future__ import annotations

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import TEXT, Schema

FIELDS = ("private", "text", "words")  # in the order in which they are written


def _terms() -> TEXT:
    return TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)


SCHEMA = Schema(**{name: _terms() for name in FIELDS})
