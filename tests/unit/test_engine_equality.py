"""Every shipped template: the Word parts are docxtpl's, the bytes are always the same."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from doc_templates.context import Reading
from doc_templates.engine.compiling import CompiledTemplate, Reason
from tests.fixtures.contexts import context
from tests.fixtures.variants import variants
from tests.tools.docxtpl_peer import PROPERTIES, canonical, rendered_by_docxtpl, rendered_by_engine

TEMPLATES = {
    each.name: each.read_bytes() for each in files("doc_templates").joinpath("templates").iterdir()
}
ROOT = Path(__file__).resolve().parents[2]
NASTY = '甲&乙<丙>"丁"{{ 7*7 }}{% x %}\n第二行\t制表'


def changed(value: Any, text: Callable[[str], str], rows: Callable[[list[Any]], list[Any]]) -> Any:
    """The same data with other texts and other rows."""
    if isinstance(value, Mapping):
        return {key: changed(inner, text, rows) for key, inner in value.items()}
    if isinstance(value, list):
        return rows([changed(inner, text, rows) for inner in value])
    return text(value) if isinstance(value, str) else value


DATA: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "as it is": lambda data: data,
    "nasty texts": lambda data: changed(data, lambda text: text and text + NASTY, list),
    "empty texts": lambda data: changed(data, lambda _: "", lambda rows: rows),
    "five pages": lambda data: data,
    "no rows": lambda data: changed(data, lambda text: text, lambda _: []),
}


def prepared(name: str, how: str) -> dict[str, Any]:
    """The context of a template, changed but for what it is looked up by."""
    stem = name.removesuffix(".docx")
    found = variants(stem)["five pages"] if how == "five pages" else context(stem)
    data = DATA[how](found)
    data["案"]["项目类别"] = found["案"]["项目类别"]
    return data


@pytest.mark.parametrize("how", DATA)
@pytest.mark.parametrize("name", TEMPLATES)
def test_the_word_parts_are_those_of_docxtpl(name: str, how: str) -> None:
    data = prepared(name, how)
    wanted = canonical(rendered_by_docxtpl(TEMPLATES[name], data))
    assert canonical(rendered_by_engine(TEMPLATES[name], data)) == wanted


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_shipped_template_asks_docxtpl_for_the_whole_document(name: str) -> None:
    reasons = CompiledTemplate(TEMPLATES[name]).reasons
    assert not reasons & {Reason.XML_VALUES, Reason.STRUCTURE}


_PRINT_DIGESTS = """
import hashlib
from tests.unit.test_engine_equality import TEMPLATES, digests
print(digests())
"""


def digests() -> str:
    """One digest over all shipped templates with their sample data."""
    whole = hashlib.sha256()
    for name, content in sorted(TEMPLATES.items()):
        compiled = CompiledTemplate(content)
        with Reading().watching():
            whole.update(compiled.pack(compiled.fill(prepared(name, "as it is")), PROPERTIES))
    return whole.hexdigest()


def test_other_processes_with_other_seeds_and_clocks_make_the_same_bytes() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", _PRINT_DIGESTS],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York"))
    }
    assert found == {digests()}


def test_a_compiled_template_gives_the_same_bytes_again() -> None:
    compiled = CompiledTemplate(TEMPLATES["panel-summary.docx"])
    with Reading().watching():
        filled = [compiled.fill(prepared("panel-summary.docx", "as it is")) for _ in range(2)]
    assert len({compiled.pack(each, PROPERTIES) for each in filled}) == 1
