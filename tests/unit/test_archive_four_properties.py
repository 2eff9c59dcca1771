"""四性检测: every item looks at something, one fault fails it, and what nobody saw is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive.four_properties.items import items_of
from archive.four_properties.judging import (
    CHECKS,
    BadAnswerError,
    NotAskedError,
    UnknownItemError,
    check_of,
    judged,
)
from archive.four_properties.model import (
    ASPECTS,
    BY_HAND,
    FAILED,
    PASSED,
    UNFIT,
    Answer,
    Occasion,
)
from archive.four_properties.sight import (
    Handover,
    KeptAt,
    Neighbours,
    Sight,
    SignedPaper,
    VirusScan,
)
from tests.fixtures.sights import (
    CODE,
    NOW,
    case_file,
    good_sight,
    with_fault,
    with_item,
    with_opened,
    with_record,
    with_xml,
    without_file,
)

OCCASIONS = tuple(Occasion)
# What stays open on a package without fault, for a machine cannot see it.
ASKED = {
    Occasion.ARCHIVING: {"2-9", "4-1", "4-2"},
    Occasion.TRANSFER: {"2-9", "4-1", "4-2", "4-4", "4-5", "4-6"},
    Occasion.KEEPING: {"4-1", "4-2"},
}


def outcomes(sight: Sight) -> dict[str, tuple[str, str]]:
    found = judged(sight, "样经办")
    return {each.item.number: (each.result, each.detail) for each in found.results}


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_items_stand_once_and_each_has_its_look(occasion: Occasion) -> None:
    items = items_of(occasion)
    codes = [item.code for item in items]
    assert len(set(codes)) == len(codes)
    for item in items:
        assert item.code.startswith(f"{occasion.prefix}-")
        assert item.aspect in ASPECTS
        assert item.name and item.subject and item.basis and item.purpose
        assert check_of(item, good_sight(occasion)) in CHECKS.values()


def test_what_is_not_found_out_has_no_item() -> None:
    numbers = {item.number for each in OCCASIONS for item in items_of(each)}
    assert not numbers & {"1-9", "3-6", "3-7"}


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_package_without_fault_fails_nothing_and_asks_only_what_nobody_can_see(
    occasion: Occasion,
) -> None:
    found = outcomes(good_sight(occasion))
    assert {n for n, (result, _) in found.items() if result == FAILED} == set()
    assert {n for n, (result, _) in found.items() if result == BY_HAND} == ASKED[occasion]
    assert all(detail for _, detail in found.values())


def test_every_look_passes_on_something() -> None:
    clean = VirusScan("ClamAV 1.4.3/27700/Mon Jul  7 08:35:30 2025")
    seen = {
        f"{occasion.value if number[0] == '附' else ''}{number}"
        for occasion in OCCASIONS
        for number, (result, _) in outcomes(replace(good_sight(occasion), scan=clean)).items()
        if result == PASSED
    }
    assert set(CHECKS) - seen == {"2-9", "3-2", "4-4", "4-5", "4-6"}


FAULTY = [
    ("1-1", with_fault("A511"), "A511"),
    ("1-1", with_fault("A554"), "A554"),
    ("1-1", replace(good_sight(), signed=(SignedPaper("a.pdf", False, "改过"),)), "a.pdf"),
    ("1-2", with_item(题名="长" * 301), "题名（301字）"),
    ("1-3", with_item(日期="20190421"), "第1件日期"),
    ("1-3", with_item(字节数="很多"), "第1件字节数"),
    ("1-3", with_item(摘要="sha256:1"), "第1件摘要"),
    ("1-3", with_record(年度="2022"), "年度"),
    ("1-4", with_item(保管期限="20年"), "20年"),
    ("1-4", with_item(稿本="随便"), "随便"),
    ("1-4", with_item(密级="不知道"), "不知道"),
    ("1-4", with_xml("文件组合类型", "一堆"), "一堆"),
    ("1-4", with_xml("业务状态", "将来"), "将来"),
    ("1-4", with_xml("机构人员类型", "机器"), "机器"),
    ("1-5", with_item(日期="2099-01-01"), "第1件"),
    ("1-5", with_record(年度=1999), "年度1999"),
    ("1-5", with_record(立卷时间="2022-12-31"), "立卷时间"),
    ("1-5", replace(good_sight(), labels={"Sealed-At": "2100-01-01T00:00:00+08:00"}), "封存时间"),
    ("1-6", with_item(题名="样例\u200b文书"), "第1件题名"),
    ("1-6", with_record(题名="样例\x07"), "题名"),
    ("1-6", with_fault("A553"), "A553"),
    ("1-7", with_record(档号="随便"), "随便"),
    ("1-7", with_record(年度=2021), "年度"),
    ("1-7", with_record(保管期限="10年"), "保管期限"),
    ("1-7", with_record(全宗号="J098"), "全宗号"),
    ("1-7", with_item(档号=f"{CODE}-0002"), "第1件"),
    ("1-7", replace(good_sight(), reference_code="J099-ZY·JN·2022-D30-009"), "所在位置"),
    ("1-8", with_item(档号=f"{CODE}-0002"), "重复的档号"),
    ("1-10", with_item(字节数=7), "第1件大小"),
    ("1-10", with_item(页数=9), "第1件页数（实为1）"),
    ("1-10", with_opened(media_type="image/png"), "第1件格式（实为image/png）"),
    ("1-10", with_item(文件="data/文书1.pdf"), "第1件文件名"),
    ("1-11", without_file(), "data/0001-文书1.pdf"),
    ("1-11", with_xml("当前位置", "data/没有.pdf"), "data/没有.pdf"),
    ("1-12", with_fault("A560"), "A560"),
    ("1-13", with_fault("A552"), "A552"),
    ("1-14", with_fault("A512"), "A512"),
    ("2-1", with_record(件数=4), "案卷.json写4"),
    ("2-1", with_record(页数=7), "写7"),
    ("2-1", with_xml("件数", "5"), "案卷.xml写5"),
    ("2-2", with_item(字节数=7), "字节"),
    ("2-2", replace(good_sight(), labels={"Payload-Oxum": "1.1"}), "Payload-Oxum写1.1"),
    ("2-3", with_xml("立档单位名称", None), "缺立档单位名称"),
    ("2-3", with_xml("室编件号", None), "缺件号"),
    ("2-3", with_xml("行为时间", None), "缺行为时间"),
    ("2-3", replace(good_sight(), xml=None, xml_fault="案卷.xml解析不了"), "解析不了"),
    ("2-4", with_item(责任者=""), "第1件责任者"),
    ("2-4", with_record(检查人=""), "检查人"),
    ("2-4", with_xml("题名", " ", 1), "题名"),
    ("2-5", with_record(业务=[]), "没有业务过程信息"),
    ("2-5", with_record(业务=[{**good_sight().events[0], "机构人员": ""}]), "业务1缺机构人员"),
    ("2-5", with_record(业务=[{"业务行为": "make"}]), "业务1缺行为时间"),
    ("2-5", replace(good_sight(), file=case_file("apply", "review", "agree")), "初审"),
    ("2-6", with_item(件号=5), "不连续"),
    ("2-7", without_file(2), "第2件"),
    ("2-8", replace(without_file(2), record=with_item(2, 稿本="附件").record), "第2件"),
    ("2-9", replace(good_sight(), file=case_file("apply", "recheck")), "rectification-review"),
    ("2-10", with_item(题名="别的"), "第1件题名"),
    ("2-10", with_item(档号=f"{CODE}-0009"), "不在案卷.xml"),
    ("2-11", without_file(3), "0003"),
    ("3-1", replace(good_sight(), record_fault="案卷.json解析不了"), "案卷.json"),
    ("3-4", with_opened(fault="结构读不通"), "结构读不通"),
    ("3-4", with_opened(secret=True), "已加密"),
    ("3-5", with_opened(pdfa="坏"), "第1件"),
    ("3-8", with_opened(secret=True), "已加密"),
    ("3-8", with_opened(packed="7z 压缩包"), "7z"),
    ("4-2", replace(good_sight(), scan=VirusScan("ClamAV 1/2/3", ("data/x",))), "data/x"),
    ("4-3", with_fault("A513"), "A513"),
    ("4-7", with_fault("A562"), "A562"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "sight", "word"), FAULTY)
def test_one_fault_fails_its_item_and_is_named(number: str, sight: Sight, word: str) -> None:
    result, detail = outcomes(sight)[number]
    assert (result, word in detail) == (FAILED, True), detail


def test_every_look_can_fail_or_is_for_people_alone() -> None:
    tried = {number for number, _, _ in FAULTY}
    rest = {item.number for item in items_of(Occasion.ARCHIVING)} - tried
    assert rest == {"3-2", "3-3", "4-1", "4-4", "4-5", "4-6"}


DOUBTFUL = [
    ("1-1", replace(good_sight(), signed=(SignedPaper("a.pdf", True, "证书过期"),)), "证书过期"),
    ("1-1", replace(good_sight(), seal=None, handover=None), "没有包外留存"),
    ("1-8", with_item(题名="样例文书2"), "题名相同"),
    ("1-8", with_item(2, 摘要=f"sha256:{1:064x}"), "第1件与第2件"),
    ("1-8", replace(good_sight(), neighbours=Neighbours(titles=("J099-X",))), "J099-X"),
    ("1-8", replace(good_sight(), neighbours=Neighbours(numbers={"样1号": "J0"})), "样1号（J0）"),
    ("1-8", replace(good_sight(), neighbours=None), "没有与其他案卷比对"),
    ("2-5", replace(good_sight(), file=None, file_fault="包内没有案卷文件"), "没有案卷文件"),
    ("2-8", with_record(著录={"缺证理由": "设备已报废"}), "设备已报废"),
    ("2-9", replace(with_record(本卷情况说明="缺复查意见，已说明"),
                    file=case_file("apply", "recheck")), "缺复查意见"),
    ("3-3", with_opened(media_type="application/x-strange"), "须人工确认"),
    ("3-4", with_opened(unlooked="超过 200 MB"), "超过 200 MB"),
    ("3-8", with_opened(packed="压缩包"), "压缩包"),
    ("4-1", replace(good_sight(), scan=VirusScan("ClamAV", trouble="没有病毒库")), "没有病毒库"),
    ("4-2", replace(good_sight(), scan=VirusScan("ClamAV", trouble="退出码 2")), "没有做完"),
    ("4-7", replace(good_sight(), seal=None), "移交单位"),
    ("4-7", replace(with_record(检查人="样经办"), works_alone=True), "单人办理"),
    ("4-7", replace(good_sight(), leftovers=1), "暂存区"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "sight", "word"), DOUBTFUL)
def test_what_a_machine_cannot_decide_is_asked_with_the_reason(
    number: str, sight: Sight, word: str
) -> None:
    result, detail = outcomes(sight)[number]
    assert (result, word in detail) == (BY_HAND, True), detail


@pytest.mark.parametrize(
    ("numbers", "result"),
    [((1, 2), PASSED), ((1, 2, 5), PASSED), ((), BY_HAND), ((4,), BY_HAND)],
)
def test_file_numbers_go_on_from_the_first_known(numbers: tuple[int, ...], result: str) -> None:
    around = Neighbours(in_series=frozenset(numbers))
    assert outcomes(replace(good_sight(), neighbours=around))["2-6"][0] == result


def test_a_file_number_left_out_is_a_fault() -> None:
    sight = with_record(档号="J099-ZY·JN·2022-D30-005")
    around = Neighbours(in_series=frozenset((1, 2, 4)))
    assert outcomes(replace(sight, neighbours=around))["2-6"] == (FAILED, "漏案卷号：003")


HANDED = [
    (Handover(root="sha256:" + "0" * 64), "根摘要"),
    (Handover(items=7), "登记7"),
    (Handover(bytes=7), "登记7"),
]


@pytest.mark.parametrize(("handover", "word"), HANDED)
def test_a_package_that_is_not_the_registered_one_fails(handover: Handover, word: str) -> None:
    result, detail = outcomes(replace(good_sight(Occasion.TRANSFER), handover=handover))["附1"]
    assert (result, word in detail) == (FAILED, True)


def test_a_medium_nobody_looked_at_is_asked_and_a_faulty_one_fails() -> None:
    sight = good_sight(Occasion.TRANSFER)
    nobody = replace(sight, handover=Handover())
    assert outcomes(nobody)["附1"][0] == outcomes(nobody)["附2"][0] == BY_HAND
    assert outcomes(replace(sight, handover=Handover(medium=["少一卷"])))["附2"][0] == FAILED


def test_keeping_looks_at_backups_and_at_formats() -> None:
    sight = good_sight(Occasion.KEEPING)
    damaged = (*sight.kept, KeptAt("磁盘乙", NOW, damaged=True))
    assert outcomes(replace(sight, kept=damaged))["附2"][0] == FAILED
    stale = (KeptAt("磁盘乙", NOW - timedelta(days=400)),)
    assert outcomes(replace(sight, kept=stale))["附2"][0] == BY_HAND
    assert outcomes(replace(sight, kept=()))["附2"][0] == BY_HAND
    old = replace(with_opened(media_type="application/x-ole-storage"), occasion=Occasion.KEEPING)
    assert outcomes(old)["附3"][0] == BY_HAND
    broken = replace(with_opened(fault="结构读不通"), occasion=Occasion.KEEPING)
    assert outcomes(broken)["附3"][0] == FAILED
    changed = replace(with_fault("A511"), occasion=Occasion.KEEPING)
    assert outcomes(changed)["附1"][0] == FAILED


def test_media_are_looked_at_when_there_are_some() -> None:
    assert outcomes(good_sight())["4-5"][0] == UNFIT
    assert outcomes(good_sight(Occasion.TRANSFER))["4-5"][0] == BY_HAND


def answer(code: str, result: str, note: str = "") -> Answer:
    return Answer(code, result, note, "样检查", NOW)


def test_an_answer_decides_what_was_asked_and_bears_its_name() -> None:
    found = judged(good_sight(), "样经办", [answer("GD-4-2", PASSED, "已用查毒软件查过")])
    (row,) = [each for each in found.results if each.item.code == "GD-4-2"]
    assert (row.result, row.operator) == (PASSED, "样检查")
    assert "样检查 2022-12-08答：已用查毒软件查过" in row.detail
    assert found.summary["回答"] == {
        "GD-4-2": {"结果": PASSED, "说明": "已用查毒软件查过", "人": "样检查",
                   "时间": "2022-12-08T10:05:00+08:00"}
    }  # fmt: skip
    assert [each.item.code for each in found.questions] == ["GD-2-9", "GD-4-1"]


def test_no_answer_takes_the_place_of_a_look() -> None:
    with pytest.raises(NotAskedError):
        judged(with_item(保管期限="20年"), "样经办", [answer("GD-1-4", PASSED, "没关系")])
    with pytest.raises(NotAskedError):
        judged(good_sight(), "样经办", [answer("GD-1-4", FAILED, "不信")])


def test_an_earlier_answer_does_not_hide_what_the_machine_finds_later() -> None:
    scan = VirusScan("ClamAV 1/2/3", ("data/x",))
    earlier = [answer("GD-4-2", PASSED, "查过")]
    found = judged(replace(good_sight(), scan=scan), "样经办", earlier=earlier)
    assert [each.item.code for each in found.failed] == ["GD-4-2"]


@pytest.mark.parametrize(
    ("code", "result", "note", "error"),
    [
        ("GD-9-9", PASSED, "", UnknownItemError),
        ("YJ-4-2", PASSED, "", UnknownItemError),
        ("GD-4-2", "人工", "", BadAnswerError),
        ("GD-4-2", FAILED, "", BadAnswerError),
        ("GD-4-2", UNFIT, " ", BadAnswerError),
    ],
)
def test_an_answer_that_says_nothing_is_refused(
    code: str, result: str, note: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        judged(good_sight(), "样经办", [answer(code, result, note)])


@pytest.mark.parametrize("broken", [None, "文字", [1, "二"], {}, [{}], [{"件号": None}]])
@pytest.mark.parametrize("key", ["卷内文件", "业务", "著录"])
def test_a_record_of_another_shape_is_no_crash(key: str, broken: object) -> None:
    assert len(outcomes(with_record(**{key: broken}))) == len(items_of(Occasion.ARCHIVING))


def test_an_empty_sight_passes_nothing_that_needs_a_package() -> None:
    found = outcomes(Sight(Occasion.ARCHIVING, CODE, 1, NOW))
    failing = {number for number, (result, _) in found.items() if result == FAILED}
    assert {"1-5", "1-7", "2-1", "2-3", "2-4", "2-5", "2-7", "1-12"} <= failing
