"""Pictures in the docs are what the program prints today; ``python -m tests.tools.pictures``."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from doc_templates.catalogue import load_catalogue
from tests.tools.gallery import INDEX, PICTURES, draw_all, expected, index_page
from tests.tools.pictures import COMMAND, FOLDERS, draw_screens

SCREENS = sorted((PICTURES / "screens").glob("*.svg"))
PAGES = sorted(page for page in PICTURES.parent.rglob("*.md") if "pictures" not in page.parts)
_MOST_BYTES = 3_000_000
_SQUARE, _GREY, _MOST = 3, 24, 8  # dots across, of 255, squares


def unlike(one: Path, other: Path) -> float:
    """How many small squares of a picture differ in grey; infinite where the size does.

    Blurred edges do not count, nor does a page that lies one dot higher or lower.
    """
    with Image.open(one) as first, Image.open(other) as second:
        left, right = first.convert("L"), second.convert("L")
    if left.size != right.size:
        return math.inf
    return min(_squares(left, ImageChops.offset(right, 0, dots)) for dots in (0, 1, -1))


def _squares(left: Image.Image, right: Image.Image) -> int:
    away = ImageChops.difference(left.reduce(_SQUARE), right.reduce(_SQUARE))
    return sum(away.histogram()[_GREY:])


def stale(made: Path, names: list[str]) -> list[str]:
    """The pictures in the docs that are missing or look otherwise than those just made."""
    return [
        name
        for name in names
        if not (PICTURES / name).exists() or unlike(made / name, PICTURES / name) > _MOST
    ]


def test_every_kind_of_document_has_its_picture_in_the_page_of_samples():
    kinds = load_catalogue()
    assert INDEX.read_text("utf-8") == index_page(kinds), COMMAND
    assert {name for name in expected(kinds) if not (PICTURES / name).exists()} == set(), COMMAND
    drawn = {f"kinds/{path.name}" for path in (PICTURES / "kinds").iterdir()}
    assert drawn <= set(expected(kinds)), COMMAND


@pytest.mark.office
def test_the_papers_in_the_docs_look_as_the_templates_print_them_today(tmp_path):
    draw_all(tmp_path, load_catalogue())
    assert stale(tmp_path, list(expected(load_catalogue()))) == [], COMMAND


@pytest.mark.office
def test_the_screens_in_the_docs_are_what_the_commands_print_today(tmp_path):
    draw_screens(tmp_path)
    made = {path.name: path.read_text("utf-8") for path in (tmp_path / "screens").iterdir()}
    kept = {path.name: path.read_text("utf-8") for path in SCREENS}
    assert {name for name in made | kept if made.get(name) != kept.get(name)} == set(), COMMAND
    pages = [f"pages/{path.name}" for path in (tmp_path / "pages").iterdir()]
    assert pages
    assert stale(tmp_path, pages) == [], COMMAND


def test_two_papers_that_differ_by_one_line_are_told_apart(tmp_path):
    whole = next((PICTURES / "pages").glob("term-notice-*.png"))
    with Image.open(whole) as picture:
        plain = picture.convert("RGB")
    line = plain.crop((80, 250, 420, 262))
    plain.paste(line, (80, 290))
    plain.save(tmp_path / "other.png")
    assert unlike(whole, whole) == 0
    assert unlike(whole, tmp_path / "other.png") > _MOST


@pytest.mark.parametrize("screen", SCREENS, ids=lambda path: path.stem)
def test_a_screen_asks_for_nothing_outside_and_tells_of_no_machine(screen):
    text = screen.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://(?!example\.invalid)|@import|url\(|href|<script|<image", text)
    assert not re.search(r"/tmp/|/work/|/root/|/home/", text)


def test_every_picture_is_shown_on_a_page():
    text = "".join(page.read_text("utf-8") for page in PAGES)
    names = {path.name for folder in FOLDERS for path in (PICTURES / folder).iterdir()}
    assert {name for name in names if f"/{name}" not in text} == set()


def test_the_pictures_together_are_light():
    assert sum(path.stat().st_size for path in PICTURES.rglob("*.*")) < _MOST_BYTES
