"""Papers of a policy nobody foresaw: they ask for and say what that policy asks and says."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acts.case_words import asks_for_match, case_words, machine_answers
from doc_templates.catalogue import Template
from doc_templates.rendering import MissingFieldsError, render
from tests.fixtures.little_district import REVIEWED, bureau_of, district

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from contexts import context
from lint_samples import KINDS, TEMPLATES

DAY = date(2026, 5, 6)


def printed(name: str, data: dict[str, Any]) -> str:
    file = f"{name}.docx"
    docx = render(KINDS[file], Template(file, TEMPLATES[file]), data)
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        body = package.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", body)


def test_reviewers_who_are_asked_nothing_read_what_the_machine_checked() -> None:
    bureau = bureau_of(district(REVIEWED))
    case = next(iter(bureau.world.cases.values()))
    rows = machine_answers(bureau.world, case, DAY)
    assert [(row["要旨"], row["结论"], row["出处"]) for row in rows] == [
        ("样例申报条件", "符合", "第一条")
    ]
    data = context("preliminary-opinion")
    data["核对"] = {"初审": rows}
    assert "样例申报条件（第一条）" in printed("preliminary-opinion", data)


def test_a_condition_that_only_a_person_can_answer_is_not_the_machines() -> None:
    bureau = bureau_of(district(REVIEWED), "heritage")
    case = next(iter(bureau.world.cases.values()))
    assert machine_answers(bureau.world, case, DAY) == []


def test_a_form_does_without_what_its_programme_does_not_ask_for() -> None:
    bureau = bureau_of(district())
    case = next(iter(bureau.world.cases.values()))
    for part, key in (("单位", "职工教育经费"), ("经费", "配套用途"), ("经费", "配套承诺")):
        case.data[part].pop(key, None)
    assert not asks_for_match(bureau.world, case)
    data = context("application-form-studio")
    data["案"] = {**data["案"], **{k: case_words(bureau.world, case)[k] for k in ("单位", "经费")}}
    data["表"]["要求"] = {"配套": False}
    assert "配套承诺金额无" in printed("application-form-studio", data)
    data["表"]["要求"] = {"配套": True}
    with pytest.raises(MissingFieldsError):
        printed("application-form-studio", data)
