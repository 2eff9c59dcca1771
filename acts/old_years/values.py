"""Cells of old registers: what they say, or what is wrong and the nearest right writing."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cases.values import credit_code, id_number
from cases.values.bad_value import BadValueError
from doc_templates.form_reading.values import (
    NOTHING,
    arabic_numerals,
    narrow,
    read_code,
    read_day,
    read_money,
    read_range,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:年度?|级|届)?")
_NUMBERS = re.compile(r"[0-9]+")
_ABOUT = re.compile(r"[约近共计合余多左右上下以内元整]|大概|大约|人民币")
_ASIDE = re.compile(r"\(.*?\)|[0-9.]+分?|[\s,，。;；:：/]")
_LONGEST = 100
ENDS = {
    "结项": "close", "已结项": "close", "结题": "close", "完成": "close", "已完成": "close",
    "已结束": "close", "届满": "close", "已届满": "close", "验收": "close", "已验收": "close",
    "终止": "terminate", "已终止": "terminate", "撤销": "terminate", "中止": "terminate",
    "未入选": "unselected", "落选": "unselected", "未通过": "unselected", "未获资助": "unselected",
    "不予推荐": "decline", "未推荐": "decline", "异议": "object", "公示异议": "object",
    "取消称号": "cancel-title", "摘牌": "cancel-title",
    "在建": "", "在期": "", "周期内": "", "未结项": "", "未结题": "", "未届满": "",
    "进行中": "", "建设中": "", "执行中": "", "实施中": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says; or the nearest right writing where it says nothing that can be taken."""

    value: str = ""
    wrong: bool = False
    nearest: str = ""


def read_old(kind: str, text: str, unit: str = "", words: Sequence[str] = ()) -> Read:
    """A cell of an old register by the kind of its column; ``words`` are those of grades."""
    plain = narrow(text)
    if plain in NOTHING:
        return Read()
    if kind == "年度":
        return _year(plain)
    if kind == "日期":
        return _or(read_day(text), _nearest_day(plain))
    if kind == "金额":
        return _or(read_money(text, unit), _nearest_money(plain, unit))
    if kind == "等级":
        return _word(plain, words)
    if kind == "状态":
        return _word(plain, tuple(ENDS))
    if kind == "身份证号":
        return _id_number(read_code(text))
    return _credit_code(read_code(text)) if kind == "统一社会信用代码" else Read(text.strip())


def read_term(text: str) -> tuple[str, str] | None:
    """From when till when: days, or months and years that stand for their first and last day."""
    found = read_range(text)
    if found is not None:
        return found
    parts = re.split(r"至|到|—+|–|~|--|\s-\s", narrow(text))
    if len(parts) != 2:
        return None
    months = [_NUMBERS.findall(arabic_numerals(part)) for part in parts]
    if any(len(each) not in (1, 2) or len(each[0]) != 4 for each in months):
        return None
    (first, *start), (last, *end) = months
    begins, stops = int(start[0]) if start else 1, int(end[0]) if end else 12
    if not (1 <= begins <= 12 and 1 <= stops <= 12 and "1900" <= first <= last <= "2099"):
        return None
    day = monthrange(int(last), stops)[1]
    return f"{first}-{begins:02d}-01", f"{last}-{stops:02d}-{day:02d}"


def nearest_word(text: str, words: Sequence[str]) -> str:
    """The word that a text comes nearest to; nothing where none is near."""
    denied = text[:1] in "未不无没"
    words = [word for word in words if word and (word[:1] in "未不") == denied]
    inside = [word for word in words if word in text or text in word]
    found = inside or get_close_matches(text[:40], words, 1, 0.5)
    return found[0] if found else ""


def _or(value: str | None, nearest: str) -> Read:
    return Read(wrong=True, nearest=nearest) if value is None else Read(value)


def _year(plain: str) -> Read:
    found = _YEAR.fullmatch(arabic_numerals(plain).replace(" ", "").removesuffix(".0"))
    if found:
        return Read(found[1])
    inside = re.search(r"(?:19|20)[0-9]{2}", arabic_numerals(plain))
    short = re.fullmatch(r"([0-9]{2})年?度?", plain)
    nearest = inside[0] if inside else f"20{short[1]}" if short else ""
    return Read(wrong=True, nearest=nearest)


def _nearest_day(plain: str) -> str:
    """A day that has gone wrong by little: day and month changed, a 30 February, a long tail."""
    numbers = _NUMBERS.findall(arabic_numerals(plain[:_LONGEST]))
    if len(numbers) == 1 and len(numbers[0]) == 8:
        numbers = [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
    if len(numbers) == 3 and len(numbers[2]) == 4:
        numbers.reverse()
    if len(numbers) == 3 and len(numbers[0]) == 2:
        numbers[0] = f"20{numbers[0]}"
    if not numbers or not re.fullmatch(r"(?:19|20)[0-9]{2}", numbers[0]):
        return ""
    if len(numbers) < 3:
        return f"{numbers[0]}-??-??" if len(numbers) == 1 else f"{numbers[0]}-{numbers[1]:0>2}-??"
    year, month, day = int(numbers[0]), int(numbers[1][:4]), int(numbers[2][:4])
    if month > 12 >= day:
        month, day = day, month
    if not 1 <= month <= 12:
        return ""
    return f"{year}-{month:02d}-{min(max(day, 1), monthrange(year, month)[1]):02d}"


def _nearest_money(plain: str, unit: str) -> str:
    """An amount without the words around it, in yuan."""
    bare = _ABOUT.sub("", plain[:_LONGEST]).lstrip("-").replace("，", ",")
    for text in (bare, f"{bare}元"):
        found = read_money(text, unit)
        if found:
            return found
    return ""


def _word(plain: str, words: Sequence[str]) -> Read:
    """One of the words, whole: 未合格 is not 合格, 未结项 is not 结项."""
    bare = _ASIDE.sub("", plain[:_LONGEST])
    bare = bare.removeprefix("届满").removeprefix("考核").removeprefix("等级").removeprefix("为")
    for text in (plain, bare):
        if text in words:
            return Read(text)
    return Read(wrong=True, nearest=nearest_word(plain, words))


def _id_number(code: str) -> Read:
    """Never repeats the number: only what its last digit would have to be."""
    return Read(code) if _is_id_number(code) else Read(wrong=True, nearest=_nearest_id(code))


def _nearest_id(code: str) -> str:
    if re.fullmatch(r"[0-9]{15}", code):
        return "十五位旧号码，请换成十八位"
    if _is_credit_code(code):
        return "像是统一社会信用代码，两列可能填反了"
    if len(code) != 18:
        return f"现为 {len(code)} 位，应为 18 位"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", code):
        return "前 17 位应全是数字，末位是数字或 X"
    right = id_number.check_digit(code[:17])
    return f"末位应为 {right}" if right != code[-1] else "第 7 至 14 位不是真实的出生日期"


def _credit_code(code: str) -> Read:
    return Read(code) if _is_credit_code(code) else Read(wrong=True, nearest=_nearest_code(code))


def _is_credit_code(code: str) -> bool:
    try:
        credit_code.CreditCode.parse(code)
    except BadValueError:
        return False
    return True


def _is_id_number(code: str) -> bool:
    try:
        id_number.IdNumber.parse(code)
    except BadValueError:
        return False
    return True


def _nearest_code(code: str) -> str:
    if _is_id_number(code):
        return "像是身份证号，两列可能填反了"
    if len(code) != 18:
        return f"现为 {len(code)} 位，应为 18 位"
    swapped = code.replace("O", "0").replace("I", "1")
    try:
        right = swapped[:17] + credit_code.check_digit(swapped[:17])
        credit_code.CreditCode.parse(right)
    except (BadValueError, ValueError):
        return "代码里没有字母 I、O、S、V、Z"
    return right if right[:17] != code[:17] else f"末位应为 {right[-1]}"
