"""The fields of the Whoosh index: terms without positions, nothing stored."""

from __future__ import annotations

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import TEXT, Schema
from whoosh.formats import Existence

FIELDS = ("private", "text", "words")  # in the order in which they are written


def _terms() -> TEXT:
    """Terms with a weight, how often each stands in the document, and nothing more."""
    field = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
    field.format = Existence()
    return field


SCHEMA = Schema(**{name: _terms() for name in FIELDS})
