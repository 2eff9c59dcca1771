"""What a later revision changed, part by part, in words people know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.stamping.verification.form_differences import (
    catalogue_differences,
    form_differences,
)
from doc_templates.stamping.verification.page_differences import (
    page_differences,
    stamp_differences,
)
from doc_templates.stamping.verification.sameness import Comparison
from doc_templates.stamping.verification.structure import (
    fields_of,
    number_of,
    pages_of,
    raw_entry,
)
from doc_templates.stamping.verification.twostates import Difference, TwoStates

if TYPE_CHECKING:
    from typing import Any

    from doc_templates.stamping.verification.structure import FormField


def differences(old: Any, new: Any, allowed: frozenset[str] = frozenset()) -> list[Difference]:
    """What differs between two views of a file; ``allowed`` are the fields signed in between."""
    fields = [each for view in (old, new) for each in fields_of(view.root)]
    bounds = [page.number for view in (old, new) for page in pages_of(view.root)]
    bounds += [number for each in fields for number in (each.number, _value_number(each))]
    names = allowed | {each.name for each in fields}
    pair = TwoStates(old, new, allowed, names, Comparison(filter(None, bounds)))
    found = list(page_differences(pair))
    found += stamp_differences(pair)
    found += form_differences(pair)
    found += catalogue_differences(pair)
    return list(dict.fromkeys(found))


def _value_number(field: FormField) -> int:
    """The object that holds a field's value; 0 for one written in place."""
    return number_of(raw_entry(field.dictionary, "/V"))
