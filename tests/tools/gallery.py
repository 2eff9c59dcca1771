"""Pictures of papers as printed, for the docs; ``tests.tools.pictures`` writes them.

The first page of every kind of document at 45 dots an inch, and some whole papers at 60; A4 pages
210 mm wide. Contexts are those of the tests; no stamp. Tests draw them again and compare.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from doc_templates.catalogue import DocumentKind, read_template
from doc_templates.conversion import Soffice
from doc_templates.rendering import render
from tests.fixtures.contexts import context

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
INDEX = PICTURES.parent / "样张.md"
PAGES = {"assessment-report": (2,), "preliminary-opinion": (1,), "term-notice": (1,)}
DOTS, PAGE_DOTS, _IN_A_ROW = 45, 60, 3


def draw_all(target: Path, kinds: Mapping[str, DocumentKind]) -> None:
    """Every picture below ``target``, from one conversion."""
    words = {kind.id: _words(kind) for kind in kinds.values()}
    for name, pdf in Soffice.find().convert(words).items():
        draw_page(pdf, 1, target / "kinds" / name, DOTS)
        for page in PAGES.get(name, ()):
            draw_page(pdf, page, target / "pages" / f"{name}-{page}")


def expected(kinds: Mapping[str, DocumentKind]) -> Iterator[str]:
    """The pictures there must be, as paths below the folder of pictures."""
    yield from (f"kinds/{name}.png" for name in kinds)
    for name, pages in PAGES.items():
        yield from (f"pages/{name}-{page}.png" for page in pages)


def _words(kind: DocumentKind) -> bytes:
    """The kind's document with the tests' sample facts."""
    template = read_template(kind, "")
    return render(kind, template, context(template.name.removesuffix(".docx")))


def draw_page(pdf: bytes, page: int, target: Path, dots: int = PAGE_DOTS) -> None:
    """One page as a small PNG."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        options = ["-r", str(dots), "-f", str(page), "-l", str(page), "-png", "-singlefile"]
        subprocess.run(["pdftoppm", *options, file.name, target], check=True)
    _slim(target.with_name(f"{target.name}.png"))


def _slim(path: Path) -> None:
    """The same picture with 32 colours at most, a third of the bytes."""
    from PIL import Image

    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(32, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def index_page(kinds: Mapping[str, DocumentKind]) -> str:
    """The pictures in rows, each under the name of its kind."""
    cells = [
        f"![{kind.label}](pictures/kinds/{kind.id}.png)<br>{kind.label}" for kind in kinds.values()
    ]
    rows = [cells[at : at + _IN_A_ROW] for at in range(0, len(cells), _IN_A_ROW)]
    lines = ["| " + " | ".join([*row, *[""] * (_IN_A_ROW - len(row))]) + " |" for row in rows]
    blank = "|" + "   |" * _IN_A_ROW
    told = [
        "每种文书第一页的样子，内容是虚构的样例，没有盖章。",
        "由 `python -m tests.tools.pictures` 按现在的模板画出，测试逐张核对。",
    ]
    return "\n".join(["# 文书样张", "", *told, "", blank, "|" + "---|" * _IN_A_ROW, *lines, ""])
