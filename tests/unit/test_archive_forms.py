"""Cover, item list, note, and file numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from archive.forms import form_context
from archive.numbering import SeriesFullError, next_file_number
from cases.values.reference_code import ReferenceCode
from tests.fixtures.bags.plans import CODE, make_plan, make_workspace
from tests.fixtures.contexts import archive_items


def test_the_item_list_gives_first_pages_and_the_last_item_both(tmp_path: Path) -> None:
    context = form_context(make_plan(make_workspace(tmp_path / "样例")))
    assert [row["页号"] for row in context["件目"]] == ["1", "9", "13-18"]
    assert [row["序号"] for row in context["件目"]] == [1, 2, 3]


def test_the_cover_and_the_note_say_who_and_how_much(tmp_path: Path) -> None:
    context = form_context(make_plan(make_workspace(tmp_path / "样例")))
    cover, note = context["封面"], context["备考"]
    assert (cover["档号"], cover["件数"], cover["页数"]) == (CODE, 3, 18)
    assert cover["起"] == cover["止"] == date(2019, 4, 22)
    assert (note["立卷人"], note["检查人"]) == ("样经办", "样审核")
    assert note["检查时间"] == note["立卷时间"]


def test_the_forms_fill_every_field_that_the_templates_name(tmp_path: Path) -> None:
    context = form_context(make_plan(make_workspace(tmp_path / "样例")))
    sample = archive_items()
    assert context.keys() == sample.keys()
    assert context["封面"].keys() == sample["封面"].keys()
    assert context["备考"].keys() == sample["备考"].keys()
    assert context["件目"][0].keys() == sample["件目"][0].keys()


def test_file_numbers_run_on_within_a_series_only() -> None:
    first = ReferenceCode.parse(CODE)
    other = ReferenceCode.parse("J099-ZY·JN·2022-Y-007")
    assert str(next_file_number([], first)) == CODE
    assert str(next_file_number([first, other, first.item(3)], first)).endswith("D30-002")


def test_a_full_series_says_so() -> None:
    with pytest.raises(SeriesFullError):
        next_file_number([ReferenceCode.parse(CODE[:-3] + "999")], ReferenceCode.parse(CODE))
