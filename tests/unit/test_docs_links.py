"""Links in the documents resolve, their anchors too, and nobody's machine is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = (
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "archive").glob("*.md")),
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FOREIGN = re.compile(
    r"/work(?![\w-])|/root\b|/home/\w|/tmp/|localhost|127\.0\.0\.1|\.\./shared"
    r"|pypi\.org|files\.pythonhosted|npmjs|proxy\.golang|deb\.debian"
)
_PICTURE_BYTES = 150_000


def anchors(text: str) -> set[str]:
    """The anchors that headings make."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().replace(" ", "-").lower() for head in heads}


def resolves(document: Path, link: str) -> bool:
    """Whether a link names a file of the project, and a heading in it if it says one."""
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not anchor or anchor.lower() in anchors(target.read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    broken = [link for link in _LINK.findall(text) if not resolves(document, link)]
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_machine_and_no_registry_is_named(document):
    assert _FOREIGN.findall(document.read_text(encoding="utf-8")) == []


def test_the_picture_in_readme_is_small():
    picture = ROOT / "docs" / "pictures" / "award-notice.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < _PICTURE_BYTES


def test_every_chapter_is_in_the_handbooks_contents():
    folder = ROOT / "docs" / "handbook"
    contents = (folder / "README.md").read_text(encoding="utf-8")
    chapters = {path.name for path in folder.glob("[0-9]*.md")}
    assert {name for name in chapters if f"]({name})" not in contents} == set()
