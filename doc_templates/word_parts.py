"""The parts of a Word file: which is the main one, which hold text, and what they are called."""

from __future__ import annotations

import posixpath
import re
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
LABELS = {"document": "", "header": "页眉", "footer": "页脚", "footnotes": "脚注"}
_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")


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
    """The parts whose marks are filled, with what people call them; the body first."""
    for name in sorted(members, key=lambda each: (each != MAIN, each)):
        found = _FILLED.fullmatch(name)
        if found is not None:
            yield name, LABELS[found[1].rstrip("0123456789")]
