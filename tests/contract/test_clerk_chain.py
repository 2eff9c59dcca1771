"""发文 runs 拟稿, 核稿, 签发, number and stamp, each by another person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from acts.advancing import Advance, advance
from acts.bureau import Bureau, open_bureau
from acts.consents import ConsentNeededError, consent_for, rely_on
from acts.papers.dating import IssuedAheadError
from cases.register.reading import Register
from cases.register.rows import Approval
from cases.workspace import Workspace
from tests.fixtures.command_line import CASE, Desk, applied_answers
from tests.fixtures.people import CLERK, ISSUER, NOTICE, NOTIFY, REVIEWER, Office

DONE_WITHOUT_PDF = 7


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """No PDF is needed here: Word files tell enough, and fast."""
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def approval(office: Office, key: str) -> Approval:
    return Register(Workspace(office.desk.root)).approval(key)


def test_three_people_draft_review_and_sign_then_the_number_is_taken(office: Office) -> None:
    key = office.asked(*NOTIFY)
    assert "W660" in office.run(CLERK, *NOTIFY).err
    assert office.run(REVIEWER, "approve", key).out.startswith("已核稿")
    assert "W661" in office.run(CLERK, *NOTIFY).err
    assert office.run(ISSUER, "approve", key).out.startswith("已签发")
    assert office.desk.json("doc", "list", "2020-1") == []
    assert office.run(CLERK, *NOTIFY).code == DONE_WITHOUT_PDF
    (paper,) = office.desk.json("doc", "list", "2020-1")
    assert paper["number"] == "静人社〔2020〕1号"
    held = approval(office, key)
    assert (held.requested_by, held.reviewed_by, held.consent_by) == (CLERK, REVIEWER, ISSUER)


def test_the_log_tells_each_part_in_its_order(office: Office) -> None:
    office.signed(*NOTIFY)
    office.run(CLERK, *NOTIFY)
    told = [(row["label"], row["actor"]) for row in office.log()[-4:]]
    parts = ("请求审批", CLERK), ("核稿", REVIEWER), ("签发", ISSUER), ("办理", CLERK)
    assert told == list(parts)


def test_who_reviews_can_read_what_will_be_issued(office: Office) -> None:
    key = office.asked(*NOTIFY)
    (draft,) = (office.desk.root / "batches" / "2020-1" / "drafts" / key).iterdir()
    assert draft.name == "01-申报工作通知.docx"
    assert draft.read_bytes()[:2] == b"PK"
    assert "《关于开展2020年" in approval(office, key).what


def test_nothing_is_signed_before_it_is_reviewed(office: Office) -> None:
    key = office.asked(*NOTIFY)
    said = office.run(ISSUER, "approve", key)
    assert (said.code, "W663" in said.err, REVIEWER in said.err) == (3, True, True)
    assert not approval(office, key).consent_at


def test_a_reviewer_does_not_sign(office: Office) -> None:
    key = office.asked(*NOTIFY)
    office.run(REVIEWER, "approve", key)
    said = office.run(REVIEWER, "approve", key)
    assert (said.code, "J120" in said.err, "已在事项" in said.err) == (3, True, True)


def test_another_reviewer_does_not_sign_either(desk: Desk) -> None:
    people = {CLERK: "经办人", REVIEWER: "审核人", "样核二": "审核人", ISSUER: "签发人"}
    office = Office(desk, people)
    key = office.asked(*NOTIFY)
    office.run(REVIEWER, "approve", key)
    said = office.run("样核二", "approve", key)
    assert (said.code, "W663" in said.err, ISSUER in said.err) == (3, True, True)


def test_nobody_answers_their_own_request_whatever_roles_they_hold(desk: Desk) -> None:
    office = Office(
        desk, {"样全能": "经办人, 审核人, 签发人", REVIEWER: "审核人", ISSUER: "签发人"}
    )
    key = office.asked(*NOTIFY, by="样全能")
    assert "J110" in office.run("样全能", "approve", key).err


def test_one_who_holds_both_roles_does_one_part_only(desk: Desk) -> None:
    both = "审核人, 签发人"
    office = Office(desk, {CLERK: "经办人", "样甲": both, "样乙": both})
    key = office.asked(*NOTIFY)
    assert office.run("样甲", "approve", key).out.startswith("已核稿")
    assert "J120" in office.run("样甲", "approve", key).err
    assert office.run("样乙", "approve", key).out.startswith("已签发")


def test_the_only_one_who_may_sign_leaves_the_review_to_others(desk: Desk) -> None:
    office = Office(desk, {CLERK: "经办人", "样局长": "审核人, 签发人", REVIEWER: "审核人"})
    key = office.asked(*NOTIFY)
    said = office.run("样局长", "approve", key)
    assert (said.code, "W663" in said.err, REVIEWER in said.err) == (3, True, True)
    office.run(REVIEWER, "approve", key)
    assert office.run("样局长", "approve", key).out.startswith("已签发")


def test_where_only_one_other_person_may_answer_that_one_does_both(desk: Desk) -> None:
    office = Office(desk, {CLERK: "经办人", "样审核": "审核人, 签发人"})
    key = office.asked(*NOTIFY)
    assert office.run("样审核", "approve", key).out.startswith("已核稿并签发（同一人）")
    assert office.log()[-1]["facts"]["说明"] == "核稿与签发为同一人"  # type: ignore[index]
    assert office.run(CLERK, *NOTIFY).code == DONE_WITHOUT_PDF
    assert approval(office, key).is_by_one


def test_who_reviewed_or_signed_takes_no_number(desk: Desk) -> None:
    office = Office(desk, {CLERK: "经办人", "样核办": "经办人, 审核人", ISSUER: "签发人"})
    key = office.asked(*NOTIFY)
    for person in ("样核办", ISSUER):
        office.run(person, "approve", key)
    said = office.run("样核办", *NOTIFY)
    assert (said.code, "J120" in said.err) == (3, True)
    assert office.run(CLERK, *NOTIFY).code == DONE_WITHOUT_PDF
    assert [row.state for row in Register(Workspace(desk.root)).numbers()] == ["正式"]


def test_todo_says_what_waits_for_whom(office: Office) -> None:
    key = office.asked(*NOTIFY)
    (waiting,) = office.todo()
    assert (waiting.startswith("待核稿"), f"审核人（{REVIEWER}）" in waiting) == (True, True)
    office.run(REVIEWER, "approve", key)
    (waiting,) = office.todo()
    assert (waiting.startswith("待签发"), f"签发人（{ISSUER}）" in waiting) == (True, True)
    office.run(ISSUER, "approve", key)
    (waiting,) = office.todo()
    assert waiting.startswith("已同意，待办理")


def test_a_role_that_nobody_holds_is_told_as_missing(desk: Desk) -> None:
    Office(desk, {CLERK: "经办人, 管理员", "样甲": "审核人", "样乙": "审核人"})
    settings = desk.root / "jiangdang.yaml"
    settings.write_text(settings.read_text("utf-8").replace("[管理员]", "[审计员]"), "utf-8")
    with pytest.raises(ConsentNeededError) as caught:
        consent_for(bureau_of(desk, "u0"), "k0", "样", "2020-1", needed=True, issuing=True)
    assert "没有别的签发人" in caught.value.message


def test_facts_changed_after_the_review_are_reviewed_again(office: Office) -> None:
    first = office.signed(*NOTIFY)
    settings = office.desk.root / "jiangdang.yaml"
    text = settings.read_text("utf-8")
    assert "\n抄送机关: " not in text
    settings.write_text(text + "抄送机关: 样例区教育局\n", "utf-8")
    assert office.asked(*NOTIFY) != first


def test_a_request_sent_back_is_told_once_and_then_asked_anew(office: Office) -> None:
    key = office.asked(*NOTIFY)
    said = office.run(REVIEWER, "approve", key, "--refuse", "--reason", "联系人有误")
    assert (said.code, said.out.startswith("已退回")) == (0, True)
    (told,) = office.todo()
    assert ("联系人有误" in told, CLERK in told) == (True, True)
    assert "J122" in office.run(ISSUER, "approve", key).err
    said = office.run(CLERK, *NOTIFY)
    assert (said.code, "W662" in said.err, "联系人有误" in said.err) == (3, True, True)
    again = office.asked(*NOTIFY)
    assert again != key
    assert approval(office, key).refusal == "联系人有误"
    assert office.todo()[0].startswith("待核稿")


def test_after_a_change_the_refusal_is_no_longer_something_to_do(office: Office) -> None:
    key = office.asked(*NOTIFY)
    office.run(REVIEWER, "approve", key, "--refuse", "--reason", "联系人有误")
    other = office.asked(*NOTIFY, "--set", "联系人=样联系")
    assert other != key
    (waiting,) = office.todo()
    assert other in waiting


def test_who_asked_may_withdraw_even_what_was_signed(office: Office) -> None:
    key = office.signed(*NOTIFY)
    said = office.run(CLERK, "approve", key, "--refuse", "--reason", "日期有误")
    assert said.out.startswith("已撤回")
    assert office.todo() == []
    assert office.asked(*NOTIFY) != key


@pytest.mark.parametrize("words", [("--refuse",), ("--reason", "样")])
def test_a_refusal_and_its_reason_come_together(office: Office, words: tuple[str, ...]) -> None:
    key = office.asked(*NOTIFY)
    said = office.run(REVIEWER, "approve", key, *words)
    assert (said.code, "W664" in said.err) == (2, True)
    assert approval(office, key).pending


def test_a_clerk_without_the_role_neither_consents_nor_refuses(desk: Desk) -> None:
    people = {CLERK: "经办人", "样旁人": "经办人", REVIEWER: "审核人", ISSUER: "签发人"}
    office = Office(desk, people)
    key = office.asked(*NOTIFY)
    assert "W404" in office.run("样旁人", "approve", key).err
    assert "W404" in office.run("样旁人", "approve", key, "--refuse", "--reason", "样").err


def test_what_only_overrides_a_rule_needs_one_consent(office: Office, desk: Desk) -> None:
    office.signed(*NOTIFY)
    office.run(CLERK, *NOTIFY)
    answers = applied_answers(desk.root.parent / "答复.yaml")
    words = ("case", "advance", CASE, "apply", "--on", "2020-04-13", "--record", answers)
    late = (*words, "--as-happened", "--reason", "样")
    key = office.asked(*late)
    assert "W405" in office.run(CLERK, *late).err
    assert office.run(ISSUER, "approve", key).out.startswith("已同意")
    assert office.run(CLERK, *late).code == DONE_WITHOUT_PDF


def bureau_of(desk: Desk, user: str) -> Bureau:
    return open_bureau(desk.root, "", print, user=user)


def test_a_consent_serves_once(office: Office, desk: Desk) -> None:
    clerk = bureau_of(desk, "u0")
    with pytest.raises(ConsentNeededError) as asked:
        consent_for(clerk, "aaaa0000", "用印", "2020-1", needed=True)
    assert asked.value.code == "W405"
    assert office.run(REVIEWER, "approve", "aaaa0000").code == 0
    assert consent_for(clerk, "aaaa0000", "用印", "2020-1", needed=True) == "aaaa0000"
    with clerk.journal.act("stamp", CLERK, "2020-1") as act:
        rely_on(act, "aaaa0000")
    with pytest.raises(ConsentNeededError) as again:
        consent_for(clerk, "aaaa0000", "用印", "2020-1", needed=True)
    assert again.value.facts["key"] != "aaaa0000"


@pytest.mark.parametrize("alone", [True, False])
def test_no_paper_is_issued_before_its_day(desk: Desk, alone: bool) -> None:
    office = None if alone else Office(desk)
    bureau = open_bureau(desk.root, "", print, user="u0" if office else "")
    before = replace(bureau, now=datetime(2020, 4, 6, 12, tzinfo=bureau.now.tzinfo))
    facts = dict(word.split("=") for word in NOTICE[1::2])
    with pytest.raises(IssuedAheadError):
        advance(before, [Advance("2020-1", "notify", date(2020, 4, 7), facts)])
    assert Register(Workspace(desk.root)).numbers() == ()


def test_a_given_number_is_asked_for_before_anybody_reviews(office: Office) -> None:
    settings = office.desk.root / "jiangdang.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("文号方式: 自编", "文号方式: 外给"), "utf-8")
    assert "W610" in office.run(CLERK, *NOTIFY).err
    assert office.todo() == []
    given = (*NOTIFY, "--set", "文号=静人社〔2020〕12号")
    office.signed(*given)
    assert office.run(CLERK, *given).code == DONE_WITHOUT_PDF
    assert office.desk.json("doc", "list", "2020-1")[0]["number"] == "静人社〔2020〕12号"
