"""The handbook lists every code that people see, with its cause and its cure."""

from __future__ import annotations

import re
import string
from functools import cache
from typing import Any

import pytest
from typer.main import get_command

from cases.words import sentences
from cli.application import app
from cli.tree import hang
from tests.tools.code_pages import (
    PAGES,
    entry,
    every_page,
    hand,
    shown_codes,
    text_only,
    told,
    told_weights,
)
from tests.tools.code_uses import ROOT, uses

SHOWN = shown_codes()
_BRACKETED = re.compile(r"\[([A-Z]\d{3})\]")
_SPAN = re.compile(r"`([^`]+)`")
_AGAIN = "run python -m tests.tools.code_pages"


def test_every_code_that_people_see_says_why_and_what_to_do():
    lacking = [code for code in SHOWN if not (entry(code).cause and entry(code).cure)]
    assert lacking == [], "write them in docs/codes.toml"


def test_every_code_that_people_see_says_how_heavy_it_is():
    assert [code for code in SHOWN if not entry(code).weight] == []


@pytest.mark.parametrize("part", ["成因", "怎么办"])
def test_what_is_written_by_hand_is_of_a_code_that_people_see(part):
    assert [code for code in told(part) if code not in SHOWN] == []


def test_a_weight_is_written_by_hand_only_where_the_source_does_not_say_it():
    assert [code for code in told_weights() if code not in SHOWN or uses()[code].kinds] == []


def test_only_what_the_source_leaves_open_is_called_mere_text():
    said = [code for code in text_only() if uses()[code].shown or not uses()[code].is_open]
    assert said == []


def test_no_code_is_told_twice_by_hand():
    for part in ("成因", "怎么办", "轻重"):
        lists = hand()[part].values() if part == "轻重" else hand()[part]
        codes = [code for each in lists for code in each.split()]
        assert len(codes) == len(set(codes))


def test_every_fact_has_a_chinese_name_and_no_name_is_idle():
    used, named = set(), hand()["占位"]
    for code in SHOWN:
        for _, name, _, _ in string.Formatter().parse(sentences()[code]):
            if name and name.isascii():
                used.add(f"{code}.{name}" if f"{code}.{name}" in named else name)
    assert used == set(named)


def test_every_hundred_has_a_heading_and_no_heading_is_idle():
    assert {code[:2] for code in SHOWN} == set(hand()["段"])


def test_the_letters_are_those_of_the_chapter_on_faults():
    chapter = (ROOT / "docs" / "handbook" / "09-出错与退出码.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]) \| (.+) \|$", chapter, re.MULTILINE)
    assert dict(rows) == hand()["字母"]


def test_a_code_that_documents_or_tests_show_in_brackets_is_listed():
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    seen = {code for path in files for code in _BRACKETED.findall(path.read_text("utf-8"))}
    assert {code for code in seen & set(sentences()) if code not in SHOWN} == set()


@cache
def options_known(span: str) -> frozenset[str]:
    """The options of the command that a span names; of all commands where it names none."""
    hang([])
    group: Any = get_command(app)
    for word in span.split()[1:] if span.startswith("jiangdang ") else ():
        if not hasattr(group, "commands"):
            break
        group = group.commands.get(word, group)
    return frozenset(options_of(group))


def options_of(command: Any) -> set[str]:
    """The options of a command, or of all commands of a group."""
    if hasattr(command, "commands"):
        return {option for each in command.commands.values() for option in options_of(each)}
    return {option for each in command.params for option in each.opts}


def test_a_cure_by_hand_gives_a_command_only_options_that_it_has():
    spans = {span for cure in told("怎么办").values() for span in _SPAN.findall(cure)}
    given = {span: frozenset(re.findall(r"--[a-z][a-z-]*", span)) for span in spans}
    assert [span for span in spans if given[span] and not given[span] <= options_known(span)] == []


def test_the_pages_are_what_the_tool_writes():
    kept = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    written = every_page()
    assert kept.keys() == written.keys(), _AGAIN
    assert [name for name, text in written.items() if kept[name] != text] == [], _AGAIN
