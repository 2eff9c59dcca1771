"""The handbook as a site: roles first, every chapter in it, nothing fetched from elsewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bundling.bundle import build_handbook
from tests.tools.handbook import HANDBOOK

DOCS = HANDBOOK.parent
INDEX = (DOCS / "index.md").read_text("utf-8")
ROLES = sorted((HANDBOOK / "角色").glob("*.md"))
_FETCHED = re.compile(
    r"<(?:link|script|img|iframe|source|object)\b[^>]*?(?:href|src|srcset|data)=[\"']((?:https?:)?//[^\"']+)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handbook as the offline bundle carries it; a warning is a failure."""
    folder = tmp_path_factory.mktemp("site") / "手册"
    build_handbook(folder)
    return folder


def test_the_contents_begin_with_the_roles():
    first = INDEX.split("```{toctree}")[1]
    assert {path.stem for path in ROLES} == set(re.findall(r"^handbook/角色/(.+)$", first, re.M))


def test_every_role_of_the_program_has_its_page():
    from cases.settings import Role

    text = "".join(path.stem for path in ROLES)
    assert {role for role in Role if role not in text} == set()


@pytest.mark.parametrize("page", ROLES, ids=lambda path: path.stem)
def test_a_role_is_told_its_work_its_chapters_and_what_goes_wrong(page):
    text = page.read_text("utf-8")
    assert "遇到 | 怎么办" in text
    assert "](../" in text


def test_the_site_opens_at_the_contents_and_holds_every_page(site):
    assert "docs/index.html" in (site / "index.html").read_text("utf-8")
    pages = {path.relative_to(DOCS).with_suffix("") for path in HANDBOOK.rglob("*.md")}
    missing = {page for page in pages if not (site / "docs" / f"{page}.html").exists()}
    assert missing == set()


def test_a_page_fetches_nothing_from_elsewhere(site):
    found = {
        (path.name, address)
        for path in site.rglob("*.html")
        for address in _FETCHED.findall(path.read_text("utf-8"))
    }
    assert found == set()
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert not re.search(r"@import|@font-face|url\([\"']?(?:https?:)?//", styles)


def test_the_search_finds_a_chapter_by_any_phrase_in_it(site):
    text = (site / "searchindex.js").read_text("utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    chapter = index["docnames"].index("docs/handbook/21-变更与更正")
    for pair in ("递补", "补公", "公示", "撤销", "案卷"):
        found = [index[held].get(pair, []) for held in ("terms", "titleterms")]
        pages = {page for told in found for page in (told if isinstance(told, list) else [told])}
        assert chapter in pages, pair
    assert "splitQuery" in (site / "_static" / "language_data.js").read_text("utf-8")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("届满考核报告", ["届满", "满考", "考核", "核报", "报告"]),
        ("L410 拨款", ["l410", "拨款"]),
        ("撤", []),
    ],
)
def test_a_text_is_cut_in_pairs(asked, words):
    code = (
        "import runpy,sys; told=runpy.run_path('docs/conf.py')['Pairs']({});"
        "cut=map(told.stem, told.split(sys.argv[1]));"
        "print(*(each for each in cut if told.word_filter(each)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, asked],
        cwd=DOCS.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == words
