"""A filled document must still be one: no row without cells, no cell without a paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from doc_templates.packing import unpack
from doc_templates.word_parts import W, filled_parts, parsed
from doc_templates.word_places import Places
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.findings import Finding

# What each must hold at least one of (ECMA-376 part 1, 17.4.37, 17.4.65, 17.4.78).
_NEEDS = {
    f"{W}tbl": (f"{W}tr",), f"{W}tr": (f"{W}tc",), f"{W}tc": (f"{W}p",),
    f"{W}txbxContent": (f"{W}p", f"{W}tbl"), f"{W}hdr": (f"{W}p", f"{W}tbl"),
    f"{W}ftr": (f"{W}p", f"{W}tbl"), f"{W}footnote": (f"{W}p", f"{W}tbl"),
}  # fmt: skip


def unsound_places(content: bytes, name: str) -> Iterator[Finding]:
    """Where a filled document is left with nothing, so that Word would not open it."""
    members = unpack(content, name)
    for part, label in filled_parts(members):
        root = parsed(members[part])
        places = Places(root, label)
        for element in root.iter(*_NEEDS):
            if not _holds(element):
                yield finding("D229", name, places.of(_near(element)), mark="这里")


def _holds(element: Any) -> bool:
    """Whether an element holds what it must, content controls looked through."""
    needed = _NEEDS[element.tag]
    return any(
        next((each for each in inner.iterancestors() if each.tag in _NEEDS), None) is element
        for inner in element.iter(*needed)
        if inner is not element
    )


def _near(element: Any) -> Any:
    """An element whose place can be told: the one before, or what stands around."""
    before = element.getprevious()
    tells = before is not None and before.tag in (f"{W}p", f"{W}tc")
    return before if tells else element
