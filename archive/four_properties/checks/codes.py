"""GD-1-7, GD-1-8 and GD-2-6: reference codes, twins, gaps."""

from __future__ import annotations

from collections import Counter

from archive.four_properties.model import Outcome, asked, failed, passed
from archive.four_properties.sight import Neighbours, Record, Sight, listed, name_of, said
from cases.values.bad_value import BadValueError
from cases.values.reference_code import ReferenceCode

_PAIR = 2


def code_rule(sight: Sight) -> Outcome:
    """GD-1-7: the file's code by the rule, agreeing with its data; items numbered within it."""
    placed = sight.faults("A559", "A563")
    code = _parsed(sight.record.get("档号"))
    if code is None:
        return failed(said(placed, f"档号“{sight.record.get('档号', '')}”不合规则"))
    wrong = [*_against_data(sight, code), *_against_items(sight, code)]
    text = said(placed, listed("与档号不符", wrong))
    return failed(text) if text else passed(f"{code}及{len(sight.items)}个件号")


def _parsed(value: object) -> ReferenceCode | None:
    try:
        return ReferenceCode.parse(str(value))
    except BadValueError:
        return None


def _against_data(sight: Sight, code: ReferenceCode) -> list[str]:
    """What the record says elsewhere of what the code's segments say."""
    told = {"年度": code.year, "保管期限": str(code.retention), "全宗号": code.fonds}
    wrong = [name for name, value in told.items() if sight.record.get(name) != value]
    if str(code) != sight.reference_code:
        wrong.append(f"所在位置{sight.reference_code}")
    return wrong if code.is_file else [*wrong, "案卷级档号"]


def _against_items(sight: Sight, code: ReferenceCode) -> list[str]:
    """Items whose code is not the file's with their number."""
    wrong = []
    for item in sight.items:
        number = item.get("件号")
        fits = isinstance(number, int) and 0 < number < 10_000
        if not fits or item.get("档号") != str(code.item(int(number or 0))):
            wrong.append(name_of(item))
    return wrong


def twins(sight: Sight) -> Outcome:
    """GD-1-8: a code twice is a fault; titles, numbers and contents twice need eyes."""
    codes = listed("重复的档号", _repeated(sight, "档号"))
    fault = said(sight.faults("A507", "A565"), codes)
    if fault:
        return failed(fault)
    around = sight.neighbours
    doubts = said(
        listed("卷内题名相同", _repeated(sight, "题名")),
        listed("卷内文号相同", _numbers_twice(sight.items)),
        listed("内容相同", _repeated(sight, "摘要", shown="件号")),
        listed("题名相同的案卷", around.titles if around else ()),
        listed("他卷文号相同", _shown(around)),
        "" if around else "没有与其他案卷比对",
    )
    if doubts:
        return asked(f"{doubts}，须人工核对是否重份")
    compared = around is not None and around.numbers is not None
    return passed("没有重号、重份" if compared else "没有重号、重份（他卷文号没有比对）")


def _shown(around: Neighbours | None) -> list[str]:
    """文号 that other packages have too, and where."""
    numbers = around.numbers if around else None
    return [f"{number}（{code}）" for number, code in (numbers or {}).items()]


def _repeated(sight: Sight, key: str, shown: str = "") -> list[str]:
    """Values of a key that more than one item has; or what else to call those items."""
    values = [str(item.get(key, "")) for item in sight.items]
    twice = {value for value, times in Counter(values).items() if value and times > 1}
    if not shown:
        return sorted(twice)
    groups = ((v, [name_of(i) for i in sight.items if i.get(key) == v]) for v in sorted(twice))
    return ["与".join(n) if len(n) == _PAIR else f"{n[0]}等{len(n)}件" for _, n in groups]


def _numbers_twice(items: list[Record]) -> list[str]:
    """文号 that two papers of one kind and state have; drafts and 发文稿纸 share theirs."""
    counted = Counter(
        (str(item.get("文号", "")), str(item.get("文种", "")), str(item.get("稿本", "")))
        for item in items
    )
    return sorted({key[0] for key, times in counted.items() if key[0] and times > 1})


def gaps(sight: Sight) -> Outcome:
    """GD-2-6: items from 1 without a gap; file numbers of the series up to this one."""
    numbers = [item.get("件号") for item in sight.items]
    broken = sight.faults("A558")
    if broken or numbers != list(range(1, len(numbers) + 1)):
        return failed(said(broken, "件号不从1起或不连续"))
    code, around = _parsed(sight.record.get("档号")), sight.neighbours
    if code is None or around is None:
        return asked(f"件号1至{len(numbers)}连续；案卷号的连续性须人工核对")
    known = sorted({*around.in_series, code.file_number})
    before = [number for number in known if number <= code.file_number]
    missing = sorted(set(range(before[0], code.file_number)) - set(before))
    if missing:
        return failed(listed("漏案卷号", [f"{number:03d}" for number in missing]))
    if before[0] > 1:
        return asked(f"件号连续；案卷号从{before[0]:03d}起，此前各号不在本系统，须人工核对")
    return passed(f"件号1至{len(numbers)}、案卷号001至{code.file_number:03d}连续")
