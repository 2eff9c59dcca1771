"""Settling a Word file: the same content under the names that everything downstream expects.

Office on the web calls the main part ``document2.xml``; LibreOffice relates the core
properties by a name of its own, at which python-docx would add a second set; a template
saved as ``.dotx`` differs from a document by one content type.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from lxml import etree

from doc_templates.word_parts import (
    CONTENT_TYPES,
    MAIN,
    RELATION,
    ROOT_RELATIONS,
    main_part,
    parsed,
    relations_of,
    resolved,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def settled(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members with the main part at ``word/document.xml`` and one set of core properties.

    What needs no settling keeps its bytes.
    """
    old = main_part(members)
    assert old is not None
    found = dict(members)
    if old != MAIN:
        found.pop(MAIN, None)
        found[MAIN] = found.pop(old)
        found = _relations_moved(found, old)
    found[ROOT_RELATIONS] = _root_relations(found[ROOT_RELATIONS], old)
    found[CONTENT_TYPES] = _content_types(found[CONTENT_TYPES], old)
    return found


def _relations_moved(members: dict[str, bytes], old: str) -> dict[str, bytes]:
    """The main part's relationships under its new name; targets absolute in another folder."""
    xml = members.pop(relations_of(old), None)
    if xml is None:
        return members
    if posixpath.dirname(old) != posixpath.dirname(MAIN):
        root = parsed(xml)
        for each in root.iter(RELATION):
            if each.get("TargetMode", "").lower() != "external":
                each.set("Target", "/" + resolved(old, each.get("Target", "")))
        xml = _written(root)
    return {**members, relations_of(MAIN): xml}


def _root_relations(xml: bytes, old: str) -> bytes:
    """The file's own relationships: the main part by its name, the core properties by theirs."""
    root, changed = parsed(xml), False
    for each in root.iter(RELATION):
        sort = each.get("Type", "")
        if sort.endswith("/metadata/core-properties") and sort != _CORE:
            each.set("Type", _CORE)
            changed = True
        elif resolved("", each.get("Target", "")) == old != MAIN:
            each.set("Target", MAIN)
            changed = True
    return _written(root) if changed else xml


def _content_types(xml: bytes, old: str) -> bytes:
    """The content types: the main part is a document, not a template."""
    root = parsed(xml)
    overrides = {each.get("PartName", "").lstrip("/"): each for each in root.iter(_OVERRIDE)}
    entry = overrides.get(old)
    if entry is not None and old == MAIN and entry.get("ContentType") == _DOCUMENT_TYPE:
        return xml
    for name in {old, MAIN}:
        if name in overrides:
            root.remove(overrides[name])
    etree.SubElement(root, _OVERRIDE, PartName=f"/{MAIN}", ContentType=_DOCUMENT_TYPE)
    return _written(root)


def _written(root: object) -> bytes:
    """An XML part as bytes, the same for the same tree."""
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found
