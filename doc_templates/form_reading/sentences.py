"""Lists that forms print as a sentence: honours and titles, written and read back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.form_reading.values import NOTHING, narrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HONOUR = re.compile(r"([0-9]{4}|)年([^“”\n]*?)“(.*?)”(?=；(?:[0-9]{4}|)年|$)", re.DOTALL)
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?(?:度)?(?:[0-9]{1,2}月)?")
_LEVEL = re.compile(r"国家级|全国|部级|省级|市级|区级|县级|集团级|行业级")
_BLANKS = " 　"


def honours_text(items: Iterable[Mapping[str, object]]) -> str:
    """2017年区级“静安工匠”；… as the application form prints it."""
    parts = (f"{i.get('年份', '')}年{i.get('级别', '')}“{i.get('名称', '')}”" for i in items)
    return "；".join(parts)


def titles_text(items: Iterable[object]) -> str:
    """《甲》《乙》."""
    return "".join(f"《{item}》" for item in items)


def honours_in(text: str) -> list[dict[str, str]] | None:
    """The honours of such a sentence; None when it is written some other way."""
    plain = text.strip()
    if narrow(plain) in NOTHING:
        return []
    found = [each.groups() for each in _HONOUR.finditer(plain)]
    items = [{"名称": title, "级别": level, "年份": year} for year, level, title in found]
    return items if honours_text(items) == plain else None


def titles_in(text: str) -> list[str] | None:
    """The titles of such a sentence; None when it is written some other way."""
    plain = text.strip()
    if narrow(plain) in NOTHING:
        return []
    found = [str(each) for each in re.findall(r"《(.*?)》(?=《|$)", plain, re.DOTALL)]
    return found if titles_text(found) == plain else None


def honours_guessed(text: str) -> list[dict[str, str]]:
    """Year, level and title of honours that somebody wrote one a line or parted by ；."""
    parts = (part.strip(f"{_BLANKS}。") for part in re.split(r"[；;\n]", text))
    return [_honour(part) for part in parts if part]


def _honour(text: str) -> dict[str, str]:
    year, level = _YEAR.search(text), _LEVEL.search(text)
    rest = _YEAR.sub("", text, count=1) if year else text
    rest = rest.replace(level[0], "", 1) if level and level[0] != "全国" else rest
    title = rest.strip(f'{_BLANKS}、，,“”"《》()（）获得荣')
    return {
        "名称": title or text,
        "级别": level[0] if level else "",
        "年份": year[1] if year else "",
    }


def titles_guessed(text: str) -> list[str]:
    """Titles parted by 、；or lines, numbered or not."""
    parts = re.split(r"[；;\n]|(?<=》)[、，,]?|、(?![^《]*》)", text)
    titles = (re.sub(r"^[0-9]+[.．、]|[《》。]", "", part).strip(f"{_BLANKS}，,") for part in parts)
    return [title for title in titles if title]
