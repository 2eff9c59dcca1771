"""docxtpl itself, as its documentation shows it, in our sandbox: what the engine must equal."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

from docxtpl import DocxTemplate
from lxml import etree

from doc_templates.context import Reading, wrap_roots
from doc_templates.engine.compiling import CompiledTemplate
from doc_templates.engine.properties import Properties
from doc_templates.engine.values import DOCUMENT
from doc_templates.sandbox import TemplateSandbox

PROPERTIES = Properties("样例局", "样例文书", "样例", date(2019, 3, 25))


def rendered_by_docxtpl(content: bytes, context: Mapping[str, object]) -> dict[str, bytes]:
    """The members of the document that docxtpl 0.20.2 makes."""
    document = DocxTemplate(io.BytesIO(content))
    token = DOCUMENT.set(document)  # charts join the document being rendered
    try:
        with Reading().watching():
            document.render(wrap_roots(context), TemplateSandbox(), autoescape=True)
    finally:
        DOCUMENT.reset(token)
    target = io.BytesIO()
    document.save(target)
    return members_of(target.getvalue())


def rendered_by_engine(content: bytes, context: Mapping[str, object]) -> dict[str, bytes]:
    """The members of the document that the engine makes."""
    compiled = CompiledTemplate(content)
    with Reading().watching():
        return members_of(compiled.pack(compiled.fill(context), PROPERTIES))


def members_of(docx: bytes) -> dict[str, bytes]:
    """The members of a Word file by name."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def canonical(members: Mapping[str, Any]) -> dict[str, bytes]:
    """Each XML member but the file's own properties in canonical form (C14N 1.0)."""
    return {
        name: etree.tostring(etree.fromstring(data), method="c14n")
        if name.endswith((".xml", ".rels"))
        else data
        for name, data in members.items()
        if name != "docProps/core.xml"
    }
