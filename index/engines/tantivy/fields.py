"""What Tantivy holds of a document, and under which names."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from index.engines.engine import FACETS
from index.engines.tantivy.tokens import text_tokens, written
from index.queries.tree import FieldName

if TYPE_CHECKING:
    from index.records import Entry

ID, DAY, AMOUNTS = "id", "day", "amounts"
TEXT, PRIVATE = "text", "private"  # pairs of signs, with their places
BY_PATH, BY_DATE, BY_AMOUNT = "by_path", "by_date", "by_amount"  # what hits are ordered by
PAIRS = "pairs"  # the tokenizer: pairs are parted by blanks
LONGEST = 16_000  # signs of a field's value that are held; Tantivy drops what is much longer

_LARGEST = 2**63 - 1
_DOWNWARDS = str.maketrans("0123456789", "9876543210")
_LAST = "~"  # after every digit


def value_field(name: FieldName) -> str:
    """Where the values of a field are held, each whole."""
    return f"field_{name}"


@cache
def schema() -> Any:
    """The one schema of this index."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_unsigned_field(ID, indexed=True, fast=True)
    builder.add_unsigned_field(DAY, indexed=True, fast=True)
    builder.add_integer_field(AMOUNTS, indexed=True, fast=True)
    for name in (TEXT, PRIVATE):
        builder.add_text_field(name, tokenizer_name=PAIRS, index_option="position")
    for name in (BY_PATH, BY_DATE, BY_AMOUNT):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for field in FieldName:
        builder.add_text_field(
            value_field(field), tokenizer_name="raw", index_option="basic", fast=field in FACETS
        )
    return builder.build()


def document(entry: Entry) -> Any:
    """A document as Tantivy takes it in."""
    from tantivy import Document

    made = Document()
    made.add_unsigned(ID, entry.id)
    made.add_text(TEXT, text_tokens(entry.text))
    if entry.private:
        made.add_text(PRIVATE, text_tokens(entry.private))
    for name, values in entry.fields.items():
        for value in dict.fromkeys(values):
            made.add_text(value_field(name), written(value[:LONGEST]))
    for amount in dict.fromkeys(map(bounded, entry.amounts)):
        made.add_integer(AMOUNTS, amount)
    if entry.date:
        made.add_unsigned(DAY, day_number(entry.date))
    _add_orders(made, entry)
    return made


def day_number(date: str) -> int:
    """An ISO day as a number that sorts as the day does; a year alone stands before its days."""
    digits = "".join(sign for sign in date if sign.isdecimal() and sign.isascii())
    return int(digits[:8].ljust(8, "0"))


def bounded(amount: int) -> int:
    """An amount that Tantivy can hold."""
    return max(-_LARGEST, min(_LARGEST, amount))


def _add_orders(made: Any, entry: Entry) -> None:
    """Texts that sort as the hits do: the newest or largest first, then by path."""
    path = written(entry.path)[:LONGEST]
    none = entry.amount is None
    least = "" if none else f"{_LARGEST - bounded(entry.amount or 0):020d}"
    made.add_text(BY_PATH, path)
    made.add_text(BY_DATE, f"{entry.date.translate(_DOWNWARDS)}{_LAST}{path}")
    made.add_text(BY_AMOUNT, f"{least}{_LAST}{path}")
