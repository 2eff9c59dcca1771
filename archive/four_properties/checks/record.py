"""GD-2-3 to GD-2-5, GD-2-9, GD-3-1, GD-3-2: what the metadata must have, and the steps taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.four_properties.model import Outcome, asked, failed, passed, unfit
from archive.four_properties.sight import Record, Sight, listed, name_of, said
from cases.casefile import CaseFile
from cases.lifecycle.documents import kinds_of_batch, kinds_of_case
from cases.lifecycle.steps import find_step

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# DA/T 46-2009, what an entity must have; of the item numbers either will do.
FILE = (
    "聚合层次",
    "立档单位名称",
    "电子文件号",
    "年度",
    "保管期限",
    "题名",
    "责任者",
    "文件组合类型",
)
ITEM = (*FILE, "日期", "密级", "计算机文件名", "计算机文件大小")
EVENT = ("业务标识符", "机构人员标识符", "业务状态", "业务行为", "行为时间")
AGENT = ("机构人员标识符", "机构人员类型", "机构人员名称")
_NUMBERS = ("室编件号", "馆编件号")
_REQUIRED = ("件号", "档号", "文件", "题名", "责任者", "日期", "保管期限", "字节数", "摘要")
# What every event must tell; of a step also who took it. What a program did names nobody.
_EACH, _STEP = ("业务行为", "行为时间"), "advance"
_OF_FILE = (
    "档号",
    "题名",
    "全宗名称",
    "年度",
    "保管期限",
    "立档单位",
    "立卷人",
    "检查人",
    "立卷时间",
)


def elements(sight: Sight) -> Outcome:
    """GD-2-3: every required element of DA/T 46-2009 is in the XML."""
    if sight.xml is None:
        return failed(sight.xml_fault or "没有案卷.xml")
    wrong = [
        f"{_named(entity)}缺{name}"
        for tag, names in (("业务实体", EVENT), ("机构人员实体", AGENT))
        for entity in sight.entities(tag)
        for name in names
        if entity.find(f".//{name}") is None
    ]
    files = sight.entities("文件实体")
    wrong += [f"{_named(entity)}缺{name}" for entity in files for name in _lacking(entity)]
    if not files:
        wrong.append("没有文件实体")
    return failed(listed("缺项", wrong)) if wrong else passed(f"{len(files)}个文件实体项目齐全")


def _lacking(entity: Element) -> list[str]:
    """The elements that a file or item entity lacks."""
    whole = _text(entity, "聚合层次") in ("案卷", "卷")
    found = [name for name in (FILE if whole else ITEM) if entity.find(f".//{name}") is None]
    numbered = whole or any(entity.find(f".//{name}") is not None for name in _NUMBERS)
    return found if numbered else [*found, "件号"]


def _text(entity: Element, name: str) -> str:
    return entity.findtext(f".//{name}") or ""


def _named(entity: Element) -> str:
    """What an entity calls itself."""
    for name in ("电子文件号", "业务标识符", "机构人员标识符"):
        if found := _text(entity, name):
            return found.rpartition("-")[2] if name == "电子文件号" else found
    return "实体"


def filled_in(sight: Sight) -> Outcome:
    """GD-2-4: nothing required is empty, in record and XML."""
    wrong = [name for name in _OF_FILE if sight.record.get(name) in (None, "")]
    wrong += [
        f"{name_of(item)}{name}"
        for item in sight.items
        for name in _REQUIRED
        if item.get(name) in (None, "")
    ]
    wrong += [
        f"{_named(entity)}{name}"
        for entity in sight.entities("文件实体")
        for name in ITEM
        if (found := entity.find(f".//{name}")) is not None and not (found.text or "").strip()
    ]
    nothing = "" if sight.items else "卷内文件没有著录"
    text = said(nothing, listed("没有填", wrong))
    return failed(text) if text else passed("必填项目都已填写")


def history(sight: Sight) -> Outcome:
    """GD-2-5: every event is whole, and every step of the case file has one."""
    if not sight.events:
        return failed("没有业务过程信息")
    wrong = [
        f"业务{number}缺{key}"
        for number, event in enumerate(sight.events, 1)
        for key in (*_EACH, *(("机构人员",) if event.get("业务行为") == _STEP else ()))
        if not event.get(key)
    ]
    taken = {step for step, _, _ in sight.steps} - {"archive"}
    lost = [find_step(step).label for step in sorted(taken) if not _is_told(sight, step)]
    text = said(listed("不全", wrong), listed("没有过程信息的环节", lost))
    if text:
        return failed(text)
    if sight.file is None:
        return asked(f"业务{len(sight.events)}项齐全；{sight.file_fault}，环节须人工核对")
    return passed(f"业务{len(sight.events)}项，所经{len(taken)}个环节都有")


def _is_told(sight: Sight, step: str) -> bool:
    """Whether some event tells of the step."""
    label = find_step(step).label
    return any(label in str(event.get("行为描述", "")) for event in sight.events)


def scope(sight: Sight) -> Outcome:
    """GD-2-9: papers that the steps taken call for are there; the rest is a person's."""
    if sight.file is None:
        return asked(f"{sight.file_fault}，须人工核对")
    due = _due(sight)
    held = {(str(item.get("文种", "")), str(item.get("环节", ""))) for item in sight.items}
    lacking = sorted({kind for kind, step in due if (kind, step) not in held})
    told = f"按所经环节应有文书{len(due)}种"
    if not lacking:
        return asked(f"{told}，都在；有无不应归档的，须人工核对")
    note = said(str(sight.record.get("本卷情况说明", "")), str(_reason(sight.record)))
    if note:
        return asked(f"{told}；{listed('没有', lacking)}；说明是：{note[:200]}")
    return failed(f"{told}；{listed('应归未归', lacking)}，也没有说明")


def _due(sight: Sight) -> set[tuple[str, str]]:
    """Kinds and steps of the papers that the entries of 办理 call for."""
    file, due = sight.file, set()
    for step, _, facts in sight.steps:
        if isinstance(file, CaseFile):
            kinds = kinds_of_case(file.data, step, facts)
        elif file is not None:
            kinds = kinds_of_batch(file, step, facts)
        due |= {(kind, step) for kind in kinds}
    return due


def _reason(record: Record) -> str:
    found = record.get("著录")
    return str(found.get("缺证理由", "")) if isinstance(found, dict) else ""


def parsed(sight: Sight) -> Outcome:
    """GD-3-1: record and XML can be read, without entities of their own."""
    text = said(sight.faults("A517", "A525", "A556"), sight.record_fault, sight.xml_fault)
    return failed(text) if text else passed("案卷.json和案卷.xml都可解析")


def database(_: Sight) -> Outcome:
    """GD-3-2: there is no database between the metadata and their reader."""
    return unfit("元数据随包以文件保存，不经数据库")
