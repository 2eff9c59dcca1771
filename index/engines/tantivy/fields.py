"""What Tantivy holds of a document, and under which names."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from index.engines.engine import FACETS
from index.engines.tantivy.tokens import text_tokens, written
from index.queries.tree import FieldName
from index.text.folding import SEPARATOR

if TYPE_CHECKING:
    from index.records import Entry

ID, DAY, AMOUNT, AMOUNTS = "id", "day", "amount", "amounts"
TEXT, PRIVATE = "text", "private"  # pairs of signs, with their places
BY_PATH = "by_path"
PAIRS = "pairs"  # the tokenizer: pairs are parted by blanks
LONGEST = 16_000  # signs of a field's value that are held; Tantivy drops what is much longer

_LARGEST = 2**63 - 1


def value_field(name: FieldName) -> str:
    """Where the values of a field are held, each whole."""
    return f"field_{name}"


@cache
def schema() -> Any:
    """The one schema of this index."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    for name in (ID, DAY):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_integer_field(AMOUNT, fast=True)
    builder.add_integer_field(AMOUNTS, indexed=True, fast=True)
    for name in (TEXT, PRIVATE):
        builder.add_text_field(name, tokenizer_name=PAIRS, index_option="position")
    builder.add_text_field(
        BY_PATH, tokenizer_name="raw", index_option="basic", fast=True, stored=True
    )
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
        made.add_text(PRIVATE, text_tokens(hidden_cells(entry.text, entry.private)))
    for name, values in entry.fields.items():
        for value in dict.fromkeys(values):
            made.add_text(value_field(name), written(value[:LONGEST]))
    for amount in dict.fromkeys(map(bounded, entry.amounts)):
        made.add_integer(AMOUNTS, amount)
    _add_orders(made, entry)
    return made


def hidden_cells(text: str, private: str) -> str:
    """The cells of the private text that are not shown as they are; the others are in the text."""
    shown, hidden = text.split(SEPARATOR), private.split(SEPARATOR)
    if len(shown) != len(hidden):
        return private
    pairs = zip(shown, hidden, strict=True)
    return SEPARATOR.join(cell for seen, cell in pairs if cell != seen)


def day_number(date: str) -> int:
    """An ISO day as a number that sorts as the day does; a year alone stands before its days."""
    digits = "".join(sign for sign in date if sign.isdecimal() and sign.isascii())
    return int(digits[:8].ljust(8, "0"))


def bounded(amount: int) -> int:
    """An amount that Tantivy can hold."""
    return max(-_LARGEST, min(_LARGEST, amount))


def _add_orders(made: Any, entry: Entry) -> None:
    """What hits are ordered by."""
    made.add_text(BY_PATH, written(entry.path)[:LONGEST])
    if entry.date:
        made.add_unsigned(DAY, day_number(entry.date))
    if entry.amount is not None:
        made.add_integer(AMOUNT, bounded(entry.amount))
