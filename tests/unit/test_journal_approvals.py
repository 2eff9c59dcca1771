"""Consents in the register: each part once, in order, by another person, and used once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cases.journal.errors import (
    AlreadyApprovedError,
    ApprovalUsedError,
    ClockBehindError,
    NotApprovedError,
    NotReviewedError,
    OtherPartTakenError,
    ReturnedError,
    SamePersonError,
)
from cases.journal.journal import Journal
from cases.register.reading import Register
from cases.workspace import Workspace
from tests.tools.workspaces import NOW, TARGET, bare_workspace, open_journal

KEY = "SP-1"
CLERK, REVIEWER, ISSUER = "样经办", "样核稿", "样签发"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = open_journal(bare_workspace(tmp_path / "工作区"))
    with journal.act("request", CLERK, TARGET) as act:
        act.request(KEY, "发文", issuing=True)
    return journal


def reviewed(journal: Journal, who: str = REVIEWER) -> None:
    with journal.act("review", who, TARGET) as act:
        act.review(KEY)


def signed(journal: Journal, who: str = ISSUER, *, both: bool = False) -> None:
    with journal.act("issue", who, TARGET) as act:
        act.consent(KEY, both=both)


def refused(journal: Journal, who: str) -> None:
    with journal.act("return", who, TARGET) as act:
        act.refuse(KEY, "样理由")


def used(journal: Journal, who: str = CLERK) -> None:
    with journal.act("stamp", who, TARGET) as act:
        act.use_approval(KEY)


def test_what_is_issued_is_reviewed_signed_and_used_by_different_people(journal: Journal) -> None:
    reviewed(journal)
    signed(journal)
    used(journal)
    held = journal.register.approval(KEY)
    parts = [held.part_of(name) for name in (CLERK, REVIEWER, ISSUER, "样旁人")]
    assert parts == ["拟稿", "核稿", "签发", ""]
    assert (held.pending, held.is_over, held.is_by_one) == (False, True, False)


def test_nothing_is_signed_before_it_is_reviewed(journal: Journal) -> None:
    with pytest.raises(NotReviewedError):
        signed(journal)


def test_nobody_takes_two_parts(journal: Journal) -> None:
    with pytest.raises(SamePersonError):
        reviewed(journal, CLERK)
    reviewed(journal)
    with pytest.raises(OtherPartTakenError):
        signed(journal, REVIEWER)
    with pytest.raises(OtherPartTakenError):
        signed(journal, REVIEWER, both=True)
    with pytest.raises(AlreadyApprovedError):
        reviewed(journal, ISSUER)
    signed(journal)
    for name in (REVIEWER, ISSUER):
        with pytest.raises(OtherPartTakenError):
            used(journal, name)


def test_one_person_may_stand_for_review_and_signature_where_that_is_said(
    journal: Journal,
) -> None:
    signed(journal, both=True)
    assert journal.register.approval(KEY).is_by_one


def test_what_was_only_reviewed_is_relied_on_by_nobody(journal: Journal) -> None:
    reviewed(journal)
    with pytest.raises(NotApprovedError):
        used(journal)


def test_a_consent_is_used_once(journal: Journal) -> None:
    signed(journal, both=True)
    used(journal)
    with pytest.raises(ApprovalUsedError):
        used(journal)
    with pytest.raises(ApprovalUsedError):
        refused(journal, CLERK)


def test_what_was_sent_back_is_neither_answered_nor_used(journal: Journal) -> None:
    reviewed(journal)
    refused(journal, ISSUER)
    for step in (reviewed, signed, used):
        with pytest.raises(ReturnedError):
            step(journal)
    with pytest.raises(ReturnedError):
        refused(journal, ISSUER)
    assert not journal.register.approvals(pending=True)


def test_only_who_asked_may_take_back_what_was_signed(journal: Journal) -> None:
    signed(journal, both=True)
    with pytest.raises(AlreadyApprovedError):
        refused(journal, REVIEWER)
    refused(journal, CLERK)
    assert journal.register.approval(KEY).is_over
    with pytest.raises(ReturnedError):
        used(journal)


def test_nobody_answers_before_they_were_asked(journal: Journal) -> None:
    slow = Journal(journal.workspace, NOW - timedelta(minutes=1), system_user="checker")
    with pytest.raises(ClockBehindError):
        reviewed(slow)
    with pytest.raises(ClockBehindError):
        signed(slow, both=True)


def test_a_refused_answer_leaves_the_register_as_it_was(journal: Journal) -> None:
    before = Register(Workspace(journal.workspace.root)).approval(KEY)
    with pytest.raises(NotReviewedError):
        signed(journal)
    assert journal.register.approval(KEY) == before
