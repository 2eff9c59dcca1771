"""One picture per kind of document, as printed, for the docs: ``python -m tests.tools.gallery``.

Pages 210 mm wide at 45 dots an inch. Contexts are those of the tests; no stamp.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from doc_templates.catalogue import DocumentKind, load_catalogue, read_template
from doc_templates.conversion import Soffice
from doc_templates.rendering import render
from tests.fixtures.contexts import context

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "kinds"
INDEX = FOLDER.parents[1] / "样张.md"
_DOTS, _IN_A_ROW = "45", 3


def main() -> None:
    """Draw the first page of every kind and write the index page."""
    kinds = load_catalogue()
    words = {
        kind.id: render(kind, read_template(kind, ""), context(_template_of(kind)))
        for kind in kinds.values()
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for name, pdf in Soffice.find().convert(words).items():
        _draw(pdf, FOLDER / picture_of(kinds[name], kinds))
    INDEX.write_text(index_page(kinds), "utf-8")


def _template_of(kind: DocumentKind) -> str:
    """The name under which the tests keep a context of the kind."""
    return read_template(kind, "").name.removesuffix(".docx")


def _draw(pdf: bytes, target: Path) -> None:
    """The first page as a PNG."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        options = ["-r", _DOTS, "-f", "1", "-l", "1", "-png", "-singlefile"]
        subprocess.run(["pdftoppm", *options, file.name, target], check=True)


def picture_of(kind: DocumentKind, kinds: Mapping[str, DocumentKind]) -> str:
    """The picture's name: place in the catalogue, then the kind."""
    return f"{[*kinds].index(kind.id) + 1:02d}-{kind.id}"


def index_page(kinds: Mapping[str, DocumentKind]) -> str:
    """The pictures in rows, each under the name of its kind."""
    cells = [
        f"![{kind.label}](pictures/kinds/{picture_of(kind, kinds)}.png)<br>{kind.label}"
        for kind in kinds.values()
    ]
    rows = [cells[at : at + _IN_A_ROW] for at in range(0, len(cells), _IN_A_ROW)]
    lines = ["| " + " | ".join([*row, *[""] * (_IN_A_ROW - len(row))]) + " |" for row in rows]
    blank = "|" + "   |" * _IN_A_ROW
    told = [
        "每种文书第一页的样子，内容是虚构的样例，没有盖章。",
        "由 `python -m tests.tools.gallery` 画出。",
    ]
    return "\n".join(["# 文书样张", "", *told, "", blank, "|" + "---|" * _IN_A_ROW, *lines, ""])


if __name__ == "__main__":
    main()
