"""GD-1-2 to GD-1-6: lengths, types, ranges, sense and signs of the metadata's values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from archive.four_properties.model import Outcome, failed, passed
from archive.four_properties.sight import Record, Sight, listed, name_of, said
from cases.values.bad_value import BadValueError
from cases.values.retention import RetentionPeriod

# DA/T 46-2009 names no lengths: these are the most characters that this system gives.
LENGTHS: Mapping[str, int] = {
    "题名": 300, "责任者": 200, "文号": 60, "档号": 60, "备注": 1000, "文种": 60, "稿本": 20,
    "文件": 240, "原文件名": 1020, "媒体类型": 120, "环节": 60, "考核要素": 60, "密级": 10,
    "全宗名称": 200, "立档单位": 200, "立卷人": 60, "检查人": 60, "业务行为": 60, "机构人员": 60,
    "行为依据": 500, "行为描述": 500,
}  # fmt: skip
PARTS = frozenset((
    "正本", "定稿", "副本", "草稿", "正文", "附件", "复制件", "原件", "文件处理单", "发文稿纸",
    "复文", "来文", "转发文", "被转发文", "中文本", "外文本", "翻译本", "试行本", "修订本",
))  # fmt: skip
_SECRECY = frozenset(("公开", "国内", "内部", "秘密", "机密", "绝密"))
# Ranges of DA/T 46-2009 and DA/T 48-2009, by the element's name in the XML.
RANGES: Mapping[str, frozenset[str]] = {
    "聚合层次": frozenset(("案卷", "文件", "卷", "件")),
    "文件组合类型": frozenset(("单件", "组合文件")),
    "业务状态": frozenset(("历史行为", "计划任务")),
    "机构人员类型": frozenset(("单位", "内设机构", "个人")),
    "密级": _SECRECY,
    "保管期限": frozenset(period.value for period in RetentionPeriod),
}
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_EARLIEST = 1949
_Judge = Callable[[object], bool]


def lengths(sight: Sight) -> Outcome:
    """GD-1-2: no value longer than declared."""
    wrong = [
        f"{where}{key}（{len(value)}字）"
        for where, row in _rows(sight)
        for key, value in row.items()
        if isinstance(value, str) and len(value) > LENGTHS.get(key, 100_000)
    ]
    return failed(listed("过长", wrong)) if wrong else passed(f"{len(LENGTHS)}种项目都在限内")


def types(sight: Sight) -> Outcome:
    """GD-1-3: days are days, numbers are numbers, digests are digests."""
    wrong = [
        f"{where}{key}"
        for where, row in _rows(sight)
        for key, judge in _TYPES.items()
        if key in row and not judge(row[key])
    ]
    broken = sight.faults("A556")
    return (
        failed(said(broken, listed("类型不符", wrong)))
        if wrong or broken
        else passed("日期、数字、摘要的写法合规")
    )


def ranges(sight: Sight) -> Outcome:
    """GD-1-4: 保管期限, 稿本, 密级 in the record; the ranges of DA/T 46 in the XML."""
    wrong = [f"{w}保管期限“{r['保管期限']}”" for w, r in _rows(sight)
             if "保管期限" in r and not _parses(RetentionPeriod.parse, r["保管期限"])]  # fmt: skip
    wrong += [f"{name_of(item)}稿本“{item['稿本']}”" for item in sight.items
              if item.get("稿本", "正本") not in PARTS]  # fmt: skip
    wrong += [f"{where}密级“{row['密级']}”" for where, row in _rows(sight)
              if row.get("密级", "公开") not in _SECRECY]  # fmt: skip
    wrong += [
        f"{name}“{element.text}”"
        for name, allowed in RANGES.items()
        for element in sight.entities(name)
        if element.text not in allowed
    ]
    return failed(listed("不在值域", wrong)) if wrong else passed("保管期限、稿本、密级等都在值域")


def sense(sight: Sight) -> Outcome:
    """GD-1-5: items before the file was compiled, compiled before it was sealed, years fit."""
    compiled = _day(sight.record.get("立卷时间"))
    sealed = _instant(sight.labels.get("Sealed-At", ""))
    last = compiled or sight.now.date()
    wrong = [name_of(item) for item in sight.items if not _is_within(item.get("日期"), last)]
    return _told(
        "日期先后、年度合理",
        listed("日期不合理", wrong),
        "" if compiled else "立卷时间不是日期",
        _sealing_fault(compiled, sealed, sight.now),
        _year_fault(sight, last),
    )


def _sealing_fault(compiled: date | None, sealed: datetime | None, now: datetime) -> str:
    if sealed is None:
        return "封存时间读不出来"
    if sealed > now:
        return "封存时间在检测时间之后"
    early = compiled is not None and compiled > sealed.date()
    return "立卷时间在封存时间之后" if early else ""


def _year_fault(sight: Sight, last: date) -> str:
    """年度 lies between the first item and the compiling."""
    year = sight.record.get("年度")
    days = [day for item in sight.items if (day := _day(item.get("日期")))]
    if not isinstance(year, int) or isinstance(year, bool):
        return "年度不是年份"
    first = min(days, default=last).year
    return "" if first <= year <= last.year else f"年度{year}不在{first}至{last.year}之间"


def signs(sight: Sight) -> Outcome:
    """GD-1-6: no control, private or invisible sign in values and names."""
    wrong = [f"{where}{key}" for where, row in _rows(sight) for key, value in row.items()
             if isinstance(value, str) and any(_is_odd(sign) for sign in value)]  # fmt: skip
    names = sight.faults("A553", "A565", "A566")
    return _told("没有特殊字符", names, listed("含特殊字符", wrong))


def _is_odd(sign: str) -> bool:
    """Control, format, surrogate, private and unassigned characters, and what stood for one."""
    if sign in "\t\n":
        return False
    return sign == "\ufffd" or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _told(good: str, *faults: str) -> Outcome:
    """Failed with all that was found, else passed."""
    wrong = said(*faults)
    return failed(wrong) if wrong else passed(good)


def _rows(sight: Sight) -> Iterator[tuple[str, Record]]:
    """The record itself, its items and its events, with how they are spoken of."""
    yield "案卷", sight.record
    for item in sight.items:
        yield name_of(item), item
    for number, event in enumerate(sight.events, 1):
        yield f"业务{number}", event


def _day(value: object) -> date | None:
    """The day that a text names, with or without a time."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _is_within(value: object, last: date) -> bool:
    day = _day(value)
    return day is not None and day.year >= _EARLIEST and day <= last


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_day(value: object) -> bool:
    return isinstance(value, str) and len(value) == 10 and _day(value) is not None


def _is_time(value: object) -> bool:
    return isinstance(value, str) and _day(value) is not None


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _parses(parse: Callable[[str], object], value: object) -> bool:
    try:
        parse(str(value))
    except BadValueError:
        return False
    return True


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_TYPES: Mapping[str, _Judge] = {
    "件号": _is_count, "件数": _is_count, "页数": _is_count, "字节数": _is_count,
    "年度": _is_count, "日期": _is_day, "立卷时间": _is_day, "行为时间": _is_time,
    "摘要": _is_digest, "题名": _is_text, "责任者": _is_text, "文号": _is_text,
    "文件": _is_text, "媒体类型": _is_text,
}  # fmt: skip
