"""The parts of a Word file: which is the main one, which hold text, and what they are called."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAIN = "word/document.xml"
CONTENT_TYPES = "[Content_Types].xml"
ROOT_RELATIONS = "_rels/.rels"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
OFFICE_DOCUMENT = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
)
STRICT_OFFICE_DOCUMENT = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
_LABELS = {"header": "页眉", "footer": "页脚", "footnotes": "脚注"}
_PAGES = {"first": "首页", "even": "偶数页"}
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Relation:
    """One line of a ``.rels`` part."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def sort(self) -> str:
        """The last word of the type: ``image``, ``hyperlink``, ``attachedTemplate``."""
        return self.type.rpartition("/")[2]


def parsed(xml: bytes) -> Any:
    """An XML part as a tree: no entities, no DTD, no network, depth bounded.

    Raises lxml's XMLSyntaxError when it is no XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    return etree.fromstring(xml, parser)


def relations(members: Mapping[str, bytes], part: str = "") -> list[Relation]:
    """The relationships of a part; of the whole file without one."""
    xml = members.get(relations_of(part))
    if xml is None:
        return []
    return [
        Relation(
            each.get("Id", ""),
            each.get("Type", ""),
            each.get("Target", ""),
            each.get("TargetMode", "").lower() == "external",
        )
        for each in parsed(xml).iter(RELATION)
    ]


def relations_of(part: str) -> str:
    """The name of the ``.rels`` part of a part: ``word/_rels/document.xml.rels``."""
    folder, _, file = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{file}.rels")


def resolved(part: str, target: str) -> str:
    """The member that a relationship of a part points to."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def main_part(members: Mapping[str, bytes]) -> str | None:
    """The main part by the file's own relationship; None when there is none."""
    for each in relations(members):
        if each.type in (OFFICE_DOCUMENT, STRICT_OFFICE_DOCUMENT) and not each.external:
            name = resolved("", each.target)
            return name if name in members else None
    return None


def filled_parts(members: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The parts whose marks are filled, with what people call them; the body first.

    They are those the main part relates to, whatever their names.
    """
    main = main_part(members) or MAIN
    yield main, ""
    pages = _pages(members[main])
    found: dict[str, str] = {}
    for each in relations(members, main):
        name = resolved(main, each.target)
        if each.sort in _LABELS and not each.external and name in members:
            found.setdefault(name, pages.get(each.id, "") + _LABELS[each.sort])
    yield from sorted(found.items())


def _pages(xml: bytes) -> dict[str, str]:
    """Which pages each header and footer is for, by the id of its relationship."""
    references = parsed(xml).iter(f"{W}headerReference", f"{W}footerReference")
    return {each.get(_ID, ""): _PAGES.get(each.get(f"{W}type", ""), "") for each in references}
