"""The house keeps its own rules: sizes, layers' names, sentences for every code."""

from __future__ import annotations

import ast
import importlib.metadata
import re
from pathlib import Path

import pytest

from cases.words import sentences

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("acts", "archive", "cases", "cli", "doc_templates", "index")
SOURCES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
CODE = re.compile(r"\"([WVYPLJDSAIT][0-9]{3})\"")


def _functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") < 500
    sizes = {each.name: (each.end_lineno or 0) - each.lineno + 1 for each in _functions(path)}
    assert {name: size for name, size in sizes.items() if size > 50} == {}


def test_a_package_opens_with_a_docstring_and_nothing_else() -> None:
    for path in (path for path in SOURCES if path.name == "__init__.py"):
        body = ast.parse(path.read_text("utf-8")).body
        allowed = 3 if path.parent.name == "words" else 1
        assert 1 <= len(body) <= allowed, path


def test_every_code_in_the_sources_has_a_sentence() -> None:
    used = {code for path in SOURCES for code in CODE.findall(path.read_text("utf-8"))}
    assert used - set(sentences()) == set()


def test_every_sentence_is_used_somewhere() -> None:
    everything = "\n".join(path.read_text("utf-8") for path in SOURCES)
    assert {code for code in sentences() if code not in everything} == set()


def test_no_other_distribution_claims_our_names() -> None:
    owners = importlib.metadata.packages_distributions()
    for name in PACKAGES:
        assert set(owners.get(name, ["jiangdang"])) == {"jiangdang"}
