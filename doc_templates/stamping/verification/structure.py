"""A PDF's parts as people know them: pages, what is drawn on them, form fields, the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.inquiry import library_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_PAGES = 5000
_MOST_FIELDS = 5000
_DEEPEST = 50
_STAMP = "/JdStamp"
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its object number, with what it inherits from the page tree."""

    number: int
    dictionary: Any
    inherited: Mapping[str, Any]

    def get(self, key: str) -> Any:
        """What stands under a key of the page, its own or inherited."""
        own = entry(self.dictionary, key)
        return self.inherited.get(key) if own is None else own


@dataclass(frozen=True, slots=True)
class FormField:
    """A form field: full name, type, value, the object that holds it."""

    name: str
    sort: str
    value: Any
    number: int
    dictionary: Any


def entry(holder: Any, key: str) -> Any:
    """What stands under a key, resolved; None where nothing can be read."""
    try:
        return holder[key]
    except library_faults():
        return None


def raw_entry(holder: Any, key: str) -> Any:
    """What stands under a key as written, a reference unresolved; None where nothing does."""
    try:
        return holder.raw_get(key) if key in holder else None
    except library_faults():
        return None


def number_of(thing: Any) -> int:
    """The object number that a reference names; 0 for what is written in place."""
    return int(getattr(thing, "idnum", 0))


def resolved(thing: Any) -> Any:
    """What a reference leads to; None where it leads nowhere."""
    try:
        return thing.get_object() if hasattr(thing, "idnum") else thing
    except library_faults():
        return None


def in_view(view: Any, thing: Any) -> Any:
    """What a reference leads to in one revision; None where it leads nowhere."""
    from pyhanko.pdf_utils.generic import Reference

    number = number_of(thing)
    if not number:
        return thing
    try:
        return view.get_object(Reference(number, int(thing.generation), view))
    except library_faults():
        return None


def items_of(holder: Any, key: str) -> list[Any]:
    """The entries of an array as written; one entry where a single value stands."""
    raw, found = raw_entry(holder, key), entry(holder, key)
    if isinstance(found, list):
        return [found.raw_get(place) for place in range(len(found))]  # type: ignore[attr-defined]
    return [] if found is None else [raw]


def names_in(holder: Any, key: str) -> dict[str, Any]:
    """The entries of a dictionary as written."""
    found = entry(holder, key)
    if not isinstance(found, dict):
        return {}
    return {str(name): raw_entry(found, name) for name in found}


def pages_of(root: Any) -> list[Page]:
    """All pages in reading order; loops and endless trees are cut."""
    found: list[Page] = []
    seen: set[int] = set()
    stack: list[tuple[Any, dict[str, Any]]] = [(raw_entry(root, "/Pages"), {})]
    while stack and len(found) < MOST_PAGES:
        raw, inherited = stack.pop()
        node, number = resolved(raw), number_of(raw)
        if not isinstance(node, dict) or (number and number in seen):
            continue
        seen.add(number)
        if "/Kids" in node:
            own = {key: entry(node, key) for key in _INHERITED if key in node}
            stack += [(kid, inherited | own) for kid in reversed(items_of(node, "/Kids"))]
        else:
            found.append(Page(number, node, inherited))
    return found


def fields_of(root: Any) -> Iterator[FormField]:
    """All form fields that hold a value of their own, or could."""
    stack = [(raw, "", "", 0) for raw in reversed(items_of(entry(root, "/AcroForm"), "/Fields"))]
    seen: set[int] = set()
    while stack and len(seen) < _MOST_FIELDS:
        raw, above, sort, depth = stack.pop()
        node, number = resolved(raw), number_of(raw)
        if not isinstance(node, dict) or number in seen or depth > _DEEPEST:
            continue
        seen.add(number)
        own = entry(node, "/T")
        name = ".".join(part for part in (above, str(own or "")) if part)
        sort = str(entry(node, "/FT") or sort)
        kids = items_of(node, "/Kids")
        if sort and (own is not None) and not any(_is_field(kid) for kid in kids):
            yield FormField(name, sort, entry(node, "/V"), number, node)
        else:
            stack += [(kid, name, sort, depth + 1) for kid in reversed(kids)]


def _is_field(raw: Any) -> bool:
    node = resolved(raw)
    return isinstance(node, dict) and "/T" in node


def is_stamp(name: str) -> bool:
    """Whether a resource of that name is a stamp that we pressed."""
    return name.startswith(_STAMP)


def field_name(node: Any) -> str:
    """A field's full name from its own dictionary upwards."""
    parts: list[str] = []
    for _ in range(_DEEPEST):
        if not isinstance(node, dict):
            break
        own = entry(node, "/T")
        if own is not None:
            parts.append(str(own))
        node = entry(node, "/Parent")
    return ".".join(reversed(parts))
