"""What the registers tell of a numbered paper: who drafted, reviewed, signed and stamped it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from acts.papers.dating import signing_notes
from acts.papers.issued_papers import is_issued, issue_record
from cases.journal.journal import Journal
from doc_templates.catalogue import load_catalogue
from tests.tools.workspaces import NOW, TARGET, bare_workspace, open_journal

KEY, DAY = "SP-1", date(2026, 3, 2)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return open_journal(bare_workspace(tmp_path / "工作区"))


def asked(journal: Journal) -> None:
    with journal.act("request", "样经办", TARGET) as act:
        act.request(KEY, "发文", issuing=True)


def numbered(journal: Journal, key: str = "") -> str:
    with journal.act("award", "样经办", TARGET) as act:
        number = act.reserve("静人社", 2026)
        act.use_stamp("公章", "样例局", "sha256:d", str(number), key)
        if key:
            act.use_approval(key)
    return str(number)


def test_the_chain_behind_a_number_is_told_with_its_days(journal: Journal) -> None:
    asked(journal)
    for name, who in (("review", "样核稿"), ("issue", "样签发")):
        with journal.act(name, who, TARGET) as act:
            act.review(KEY) if name == "review" else act.consent(KEY)
    told = issue_record(journal.register, numbered(journal, KEY))
    people = [told[f"{part}人"] for part in ("拟稿", "核稿", "签发")]
    assert people == ["样经办", "样核稿", "样签发"]
    assert told["签发日期"] == DAY
    assert told["用印"] == [{"印章": "公章", "用印人": "样经办", "日期": DAY}]
    assert told["说明"] == ""


def test_one_person_for_two_parts_is_said(journal: Journal) -> None:
    asked(journal)
    with journal.act("issue", "样审核", TARGET) as act:
        act.consent(KEY, both=True)
    told = issue_record(journal.register, numbered(journal, KEY))
    assert told["说明"] == "核稿与签发为同一人"


def test_who_works_alone_drafted_and_nobody_reviewed(journal: Journal) -> None:
    told = issue_record(journal.register, numbered(journal))
    assert told["拟稿人"] == "样经办"
    assert "核稿人" not in told


def test_a_number_that_nobody_registered_has_no_history(journal: Journal) -> None:
    assert issue_record(journal.register, "静人社〔2026〕9号") == {}


@pytest.mark.parametrize(("dated", "notes"), [(DAY, 0), (date(2026, 3, 1), 1)])
def test_only_another_day_than_the_papers_is_noted(
    journal: Journal, dated: date, notes: int
) -> None:
    asked(journal)
    with journal.act("issue", "样审核", TARGET) as act:
        act.consent(KEY, both=True)
    bureau: Any = SimpleNamespace(register=journal.register)
    stamper: Any = SimpleNamespace(bureau=bureau, approvals={TARGET: KEY})
    kind = load_catalogue()["award-notice"]
    draft: Any = SimpleNamespace(target=TARGET, kind=kind, step="award", dated=dated)
    assert len(signing_notes(stamper, draft)) == notes
    assert NOW.date() == DAY


@pytest.mark.parametrize(
    ("kind", "step", "ours"),
    [
        ("award-notice", "award", True),
        ("public-notice", "publicise", True),
        ("non-award-letter", "unselected", True),
        ("non-award-letter", "decline", False),
        ("application-form", "apply", False),
        ("notice-outcome", "award", False),
        ("responsibility-agreement", "agree", False),
    ],
)
def test_what_bears_our_number_or_stamp_is_issued(kind: str, step: str, ours: bool) -> None:
    assert is_issued(load_catalogue()[kind], step) is ours
