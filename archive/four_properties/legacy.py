"""四性检测 (DA/T 70-2018): what verifying a package proves, item by item.

An item is passed only by what was really examined: the codes of the verifier, or a look at the
package's own record. What needs a person stays 人工, what has no object here is 不适用.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cases.findings import errors_of
from cases.values.bad_value import BadValueError
from cases.values.days import parse_date
from cases.values.reference_code import ReferenceCode
from cases.values.retention import RetentionPeriod

if TYPE_CHECKING:
    from archive.reading import PackageReport

PASSED, FAILED, UNFIT, BY_HAND = "通过", "不通过", "不适用", "人工"
RESULTS = (PASSED, FAILED, UNFIT, BY_HAND)
PROPERTIES = ("真实性", "完整性", "可用性", "安全性")
STANDARD = "DA/T 70-2018《文书类电子档案检测一般要求》"
Record = Mapping[str, Any]
# Formats that archives take for records of text and picture (GB/T 18894-2016).
_LASTING = ("application/pdf", "text/plain", "image/jpeg", "image/tiff")
_REQUIRED = ("件号", "档号", "文件", "题名", "责任者", "日期", "保管期限", "字节数", "摘要")


@dataclass(frozen=True, slots=True)
class PropertyItem:
    """One item of the standard: what it looks at, by which rule, and how it is judged.

    ``codes`` are the verifier's that break it; ``look`` says what else is wrong with the record;
    ``fixed`` is the result where nothing is examined.
    """

    code: str
    name: str
    subject: str
    basis: str
    codes: tuple[str, ...] = ()
    remark: str = ""
    look: Callable[[Record], str] | None = None
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What came of one item: 通过, 不通过, 不适用 or 人工, and why."""

    item: PropertyItem
    result: str
    detail: str


def examine_package(report: PackageReport, record: Record) -> tuple[ItemResult, ...]:
    """Every item judged by the verifier's report and the package's own record."""
    return tuple(_judged(item, report, record) for item in ITEMS)


def _judged(item: PropertyItem, report: PackageReport, record: Record) -> ItemResult:
    if item.fixed:
        return ItemResult(item, item.fixed, item.remark)
    found = [each for each in errors_of(report.findings) if each.code in item.codes]
    if found:
        first = found[0].facts.get("path", "")
        return ItemResult(item, FAILED, f"{found[0].code} {first}，共{len(found)}处")
    wrong = item.look(record) if item.look else ""
    if wrong:
        by_hand = item.code in _NEEDS_EYES
        return ItemResult(item, BY_HAND if by_hand else FAILED, wrong)
    return ItemResult(item, PASSED, item.remark)


def _items(record: Record) -> list[Record]:
    found = record.get("卷内文件")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _unfit_periods(record: Record) -> str:
    """保管期限 other than 永久, 30年, 10年."""
    given = {str(each.get("保管期限", "")) for each in (record, *_items(record))}
    return _listed("保管期限", [each for each in given if not _parses(RetentionPeriod.parse, each)])


def _unfit_dates(record: Record) -> str:
    """Items dated after the file was compiled, or not dated at all."""
    last = str(record.get("立卷时间", ""))
    days = [(str(each.get("件号")), str(each.get("日期", ""))) for each in _items(record)]
    return _listed("日期不合理的件", [at for at, day in days if not _is_day(day) or day > last])


def _unfit_types(record: Record) -> str:
    """Dates that are no days, sizes that are no numbers."""
    wrong = [
        str(each.get("件号"))
        for each in _items(record)
        if not isinstance(each.get("字节数"), int) or not _is_day(str(each.get("日期", "")))
    ]
    return _listed("数据类型不符的件", wrong)


def _unfit_codes(record: Record) -> str:
    """Reference codes that break the rule (DA/T 13-2022)."""
    given = [str(each.get("档号", "")) for each in (record, *_items(record))]
    return _listed("档号", [each for each in given if not _parses(ReferenceCode.parse, each)])


def _twins(record: Record) -> str:
    """Reference codes that stand for two items."""
    given = [str(each.get("档号", "")) for each in _items(record)]
    return _listed("重复的档号", sorted({each for each in given if given.count(each) > 1}))


def _incomplete(record: Record) -> str:
    """Items that lack what must be filled in (DA/T 46-2009)."""
    wrong = [
        str(each.get("件号", "？"))
        for each in _items(record)
        if any(each.get(key) in (None, "") for key in _REQUIRED)
    ]
    return _listed("必填项目有空的件", wrong)


def _without_history(record: Record) -> str:
    """A record that does not tell what was done."""
    return "" if record.get("业务") else "没有业务过程信息"


def _foreign_formats(record: Record) -> str:
    """Formats that somebody has to look at."""
    others = (e for e in _items(record) if e.get("媒体类型") not in _LASTING)
    kinds = {str(e.get("原文件名", "")).rpartition(".")[2].lower() or "？" for e in others}
    return _listed("须人工确认的格式", sorted(kinds))


def _not_lasting(record: Record) -> str:
    """Documents of ours that are no PDF/A-2b."""
    made = [each for each in _items(record) if (each.get("来历") or {}).get("模板摘要")]
    wrong = [str(e["件号"]) for e in made if e["来历"].get("格式核验") != "PDF/A-2b"]
    return _listed("不是PDF/A-2b的文书", wrong)


def _listed(what: str, wrong: list[str]) -> str:
    return f"{what}：{'、'.join(wrong[:5])}{'等' if len(wrong) > 5 else ''}" if wrong else ""


def _is_day(text: str) -> bool:
    return _parses(parse_date, text)


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except BadValueError:
        return False
    return True


def _by_hand(code: str, name: str, subject: str, remark: str, basis: str = "") -> PropertyItem:
    """An item that a person has to look at."""
    return PropertyItem(code, name, subject, basis or _DA70, remark=remark, fixed=BY_HAND)


def _unfit(code: str, name: str, subject: str, remark: str) -> PropertyItem:
    """An item that has no object in a package on disk."""
    return PropertyItem(code, name, subject, _DA70, remark=remark, fixed=UNFIT)


_NEEDS_EYES = frozenset({"GD-3-3"})
_RECORD, _PACKAGE, _FILES = "元数据", "封存包", "内容数据"
_DA70, _DA46, _DA22 = "DA/T 70-2018", "DA/T 46-2009", "DA/T 22-2015"
_GB18894 = "GB/T 18894-2016"
_ONLINE = "在线归档，不用离线载体"
_Item = PropertyItem

ITEMS: tuple[PropertyItem, ...] = (
    _Item("GD-1-1", "固化信息有效性", "封存清单", _DA70,
          ("A511", "A523", "A554", "A562", "A564"), "根摘要与日志登记的一致；文书上的签名另行核验"),
    _by_hand("GD-1-2", "元数据项数据长度", _RECORD, "须人工核对", _DA46),
    _Item("GD-1-3", "元数据项数据类型、格式", _RECORD, _DA46, ("A556",), look=_unfit_types),
    _Item("GD-1-4", "设定值域的元数据项", _RECORD, _DA46, look=_unfit_periods),
    _Item("GD-1-5", "元数据项数据值合理性", _RECORD, _DA46, look=_unfit_dates),
    _Item("GD-1-6", "元数据项特殊字符", "名称", _DA70, ("A516", "A553")),
    _Item("GD-1-7", "档号规范性", "档号", "DA/T 13-2022", ("A559", "A563"), look=_unfit_codes),
    _Item("GD-1-8", "元数据项数据重复性", "档号", _DA70, ("A507", "A515"), look=_twins),
    _Item("GD-1-10", "内容数据的电子属性一致性", _FILES, _DA70, ("A557",)),
    _Item("GD-1-11", "元数据是否关联内容数据", _RECORD, _DA70, ("A510", "A557")),
    _Item("GD-1-12", "说明文件和目录文件规范性", "说明性文件", "RFC 8493",
          ("A501", "A502", "A503", "A506", "A509", "A520", "A555", "A560")),
    _Item("GD-1-13", "信息包目录结构规范性", _PACKAGE, "RFC 8493", ("A504", "A551", "A552")),
    _Item("GD-1-14", "信息包一致性", _PACKAGE, _DA70, ("A510", "A511", "A512", "A554")),
    _Item("GD-2-1", "总件数相符性", "卷内文件目录", _GB18894, ("A519", "A558")),
    _Item("GD-2-2", "总字节数相符性", _FILES, _GB18894, ("A519", "A557")),
    _Item("GD-2-3", "元数据项完整性", _RECORD, _DA46, ("A556",)),
    _Item("GD-2-4", "元数据必填著录项目", _RECORD, _DA46, look=_incomplete),
    _Item("GD-2-5", "过程信息完整性", "业务过程", _DA70, look=_without_history),
    _Item("GD-2-6", "连续性元数据项", "件号", _DA22, ("A558",)),
    _Item("GD-2-7", "内容数据完整性", _FILES, _DA70, ("A510", "A511", "A521")),
    _Item("GD-2-8", "附件数据完整性", "附件", _DA70, ("A510", "A511", "A521")),
    _by_hand("GD-2-9", "归档范围", "卷内文件", "须人工核对", "本局归档范围"),
    _Item("GD-2-10", "信息包元数据完整性", _PACKAGE, _DA46, ("A555", "A556")),
    _Item("GD-2-11", "信息包内容数据完整性", _PACKAGE, _DA70, ("A510", "A512", "A557")),
    _Item("GD-3-1", "信息包中元数据的可读性", _RECORD, _DA70, ("A517", "A525", "A556")),
    _unfit("GD-3-2", "目标数据库中元数据的可访问性", "数据库", "元数据随包以文件保存"),
    _Item("GD-3-3", "内容数据格式", _FILES, _GB18894, look=_foreign_formats),
    _by_hand("GD-3-4", "内容数据的可读性", _FILES, "须人工打开查看"),
    _Item("GD-3-5", "内容数据格式长期可用性", "文书", "ISO 19005-2",
          remark="文书为PDF/A-2b", look=_not_lasting),
    _by_hand("GD-3-8", "信息包中内容数据格式合规性", _FILES, "须人工确认无加密、无压缩"),
    _by_hand("GD-4-1", "系统环境中是否安装杀毒软件", "工作环境", "须人工确认"),
    _by_hand("GD-4-2", "病毒感染", _PACKAGE, "须人工查杀"),
    _Item("GD-4-3", "载体中多余文件", _PACKAGE, _DA70, ("A512", "A513", "A514", "A551", "A557")),
    _unfit("GD-4-4", "载体读取速度", "载体", _ONLINE),
    _unfit("GD-4-5", "载体外观", "载体", _ONLINE),
    _unfit("GD-4-6", "光盘合格性", "载体", _ONLINE),
    _Item("GD-4-7", "操作过程安全性", "日志", _DA70, ("A554", "A562"), "封存已登记入日志"),
)  # fmt: skip
