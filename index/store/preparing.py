"""A record made ready: its text folded, personal numbers hidden, its fields found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.queries.tree import FieldName
from index.text.folding import SEPARATOR, fold_text, join_pages
from index.text.mentions import mentions, number_key
from index.text.personal import hide, hide_pages, personal_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.records import Record

# The fields that a record's own metadata give.
OWN = {
    FieldName.CASE: "case",
    FieldName.BATCH: "batch",
    FieldName.KIND: "kind",
    FieldName.STEP: "step",
    FieldName.PROGRAMME: "programme",
    FieldName.YEAR: "year",
    FieldName.UNIT: "unit",
    FieldName.LEADER: "leader",
    FieldName.DEPARTMENT: "department",
    FieldName.REFERENCE: "reference_code",
    FieldName.TITLE: "title",
    FieldName.PATH: "path",
}
_HEAD = ("title", "label", "unit", "leader", "department", "number", "case", "reference_code")
_PARTED = f"\n{SEPARATOR}\n"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the store keeps of a record beside its metadata.

    ``pages`` are the original pages without personal numbers; ``private`` and
    ``private_pages`` are empty where there are none. ``amount`` orders by amount: the
    record's own, else the largest mentioned, in fen.
    """

    record: Record
    text: str
    pages: tuple[str, ...]
    private: str
    private_pages: tuple[str, ...]
    fields: Mapping[FieldName, tuple[str, ...]]
    amount: int | None
    amounts: tuple[int, ...]


def prepare(record: Record) -> Prepared:
    """The record as it is searched: the one place where text is folded for every engine."""
    head = [str(getattr(record, name)) for name in _HEAD]
    pages = [page.replace(SEPARATOR, "\t") for page in record.pages]
    whole = _PARTED.join((*head, *pages))
    parts = hide_pages((*head, *pages))
    has_private = parts != (*head, *pages)
    found = mentions(_PARTED.join(parts))  # of what everybody may see: nothing else can be probed
    own = () if record.amount is None else (record.amount,)
    amounts = tuple(sorted({*own, *found.amounts}))
    return Prepared(
        record,
        text=join_pages(parts),
        pages=tuple(parts[len(head) :]),
        private=join_pages([*head, *pages]) if has_private else "",
        private_pages=record.pages if has_private else (),
        fields=_fields(record, whole if has_private else "", found.numbers, found.clauses),
        amount=record.amount if own else max(amounts, default=None),
        amounts=amounts,
    )


def _fields(
    record: Record, personal: str, numbers: tuple[str, ...], clauses: tuple[int, ...]
) -> dict[FieldName, tuple[str, ...]]:
    """The folded values of every field that has one."""
    found = {
        name: (fold_text(hide(value)),)
        for name, attribute in OWN.items()
        if (value := str(getattr(record, attribute)))
    }
    own = number_key(record.number)
    many = {
        FieldName.NUMBER: tuple(sorted({*numbers, *([own] if own else ())})),
        FieldName.CLAUSE: tuple(map(str, clauses)),
        FieldName.PERSONAL: personal_numbers(personal) if personal else (),
    }
    return found | {name: values for name, values in many.items() if values}
