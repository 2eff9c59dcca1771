"""Gathering what a form says: each field once, its place kept, every doubt noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from cases.findings import Finding, Place, Severity
from cases.masking import masked
from cases.values.money import Money
from doc_templates.form_reading.labels import choices, kinds, shown_label
from doc_templates.form_reading.sentences import (
    honours_guessed,
    honours_in,
    titles_guessed,
    titles_in,
)
from doc_templates.form_reading.values import (
    NOTHING,
    READERS,
    narrow,
    read_choice,
    read_money,
    read_range,
    read_yes,
)

# Texts for which our own form prints 无 (or 不适用) when a case leaves them out.
_OPTIONAL_TEXTS = ("带头人.证书编号", "带头人.绝技绝活", "条件.岗位津贴", "带头人.行业水平认定")
_EMPTY_BOX = re.compile(r"[□☐](?=[^☑√]*真实)")
_SIGNER = re.compile(r"法定代表人[（(]签[字名章][^）)]*[）)][：:][ \t　]*([^\s：:（(]{2,20})")
_AREA = re.compile(r"(?:平方米|平米|㎡|m2|m²)$")
_OUTCOME = re.compile(r"[，,；;。\s]*(?:公示)?结果[：:]")
_TINY, _HUGE = Money.of(100), Money.of(10_000_000)
_LIMIT, _LONGEST = 60, 5000  # signs shown of a doubtful text, and read of any one field


@dataclass(slots=True)
class Gathered:
    """The fields of one form: canonical texts by key, lists, the place of each, and doubts.

    ``printed`` says that the form prints units and brackets around what is filled in.
    """

    name: str
    printed: bool = True
    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def doubt(self, code: str, place: str, **facts: str) -> None:
        """Something a clerk should look at; personal numbers are masked."""
        hidden = {key: masked(" ".join(value.split())) for key, value in facts.items()}
        hidden = {
            key: value if key == "labels" else value[:_LIMIT] for key, value in hidden.items()
        }
        spot = Place(self.name, None, place)
        self.findings.append(Finding(code, Severity.WARNING, spot, hidden))

    def take(self, key: str, text: str, place: str, unit: str = "") -> None:
        """What stands under the name of a field."""
        self.seen.add(key)
        if len(text) > _LONGEST:
            self.doubt("D611", place, label=shown_label(key), most=str(_LONGEST))
            text = text[:_LONGEST]
        composite = _COMPOSITES.get(key)
        if composite is not None:
            composite(self, key, text, place)
        elif kinds().get(key) == "列表":
            self._take_list(key, text, place)
        else:
            self._keep(key, self._canonical(key, text, place, unit), place)

    def _canonical(self, key: str, text: str, place: str, unit: str) -> str:
        """The text a case file holds; one that cannot be read stays as it is, to be refused."""
        kind = kinds().get(key, "文本")
        if key in choices():
            found = read_choice(text, choices()[key])
        elif kind == "金额":
            return self.money(text, place, unit)
        else:
            found = READERS.get(kind, READERS["文本"])(text)
        if kind == "身份证号" and "*" in text:
            self.doubt("D610", place, label=shown_label(key))
            return ""
        return text.strip() if found is None else found

    def money(self, text: str, place: str, unit: str) -> str:
        """An amount in yuan; one that looks like the wrong unit is told."""
        found = read_money(text, unit)
        bare = found and "元" not in text
        if found and bare and unit and Money.parse(found) >= _HUGE:
            self.doubt("D606", place, text=text, read=found)
        elif found and bare and Money.of(0) < Money.parse(found) < _TINY:
            self.doubt("D605", place, text=text, read=found)
        return text.strip() if found is None else found

    def _keep(self, key: str, value: str, place: str) -> None:
        """The first that is filled in counts; another one is a doubt."""
        before = self.values.get(key, "")
        if value and before and value != before:
            facts = {"label": shown_label(key), "kept": before, "other": value}
            self.doubt("D604", place, first=self.places[key], **facts)
        if not before:
            self.values[key] = value
            self.places[key] = place

    def term(self, key: str, text: str, place: str) -> None:
        """聘期: two days."""
        days = read_range(text)
        first, last = days if days is not None else (text.strip(), "")
        self._keep(f"{key}起", first, place)
        self._keep(f"{key}止", last, place)

    def notice(self, key: str, text: str, place: str) -> None:
        """单位内部选聘公示: two days, then what came of it."""
        found = _OUTCOME.search(text)
        days, outcome = (text[: found.start()], text[found.end() :]) if found else (text, "")
        read = read_range(days)
        first, last = read if read is not None else (days.strip(), "")
        for part, value in (("公示起", first), ("公示止", last), ("结果", outcome.strip())):
            self._keep(f"{key}.{part}", value, place)

    def match_source(self, key: str, text: str, place: str) -> None:
        """配套来源（配套形式）."""
        pattern = r"(.*)（([^（）]*)）" if self.printed else r"(?!)"
        found = re.fullmatch(pattern, text.strip(), re.DOTALL)
        source, form = (found[1], found[2]) if found else (text, "")
        self._keep(key, source.strip(), place)
        if found:
            self._keep("经费.配套形式", form.strip(), place)

    def health(self, key: str, text: str, place: str) -> None:
        """身体健康: a ticked box."""
        found = read_yes(text)
        self._keep(key, text.strip() if found is None else found, place)

    def promise(self, key: str, text: str, place: str) -> None:
        """申报单位承诺: the printed sentence counts as made; a name typed beside 签字 signs it."""
        made = "是" if "真实" in text and not _EMPTY_BOX.search(text) else read_yes(text)
        self._keep(key, text.strip() if made is None else made, place)
        signer = _SIGNER.search(text)
        if signer:
            self._keep("申报.承诺人", signer[1], place)

    def area(self, key: str, text: str, place: str) -> None:
        """场地面积, without its unit."""
        area = _AREA.sub("", text.strip()) if self.printed else text
        self._keep(key, area.strip(), place)

    def trainees(self, key: str, text: str, place: str) -> None:
        """计划带徒人数, without the remark on what the policy asks for."""
        self._keep(key, self._canonical(key, text.partition("（")[0], place, ""), place)

    def optional(self, key: str, text: str, place: str) -> None:
        """A text that may be 无."""
        self._keep(key, "" if narrow(text) in NOTHING else text.strip(), place)

    def contact(self, _key: str, text: str, place: str) -> None:
        """联系人及电话: a name and a number."""
        name, number = _name_and_number(text)
        self._keep("单位.联系人", name, place)
        self._keep("单位.联系电话", number, place)

    def account(self, _key: str, text: str, place: str) -> None:
        """开户行及账号: a bank and a number."""
        name, number = _name_and_number(text)
        self._keep("单位.开户行", name, place)
        self._keep("单位.账号", re.sub(r"\s", "", number), place)

    def _take_list(self, key: str, text: str, place: str) -> None:
        """荣誉 or 制度 written into one cell."""
        items = self._honours(text, place) if key == "带头人.荣誉" else _titles(text)
        before = self.lists.get(key)
        if before and items and before != items:
            facts = {"label": shown_label(key), "kept": str(len(before)), "other": text}
            self.doubt("D604", place, first=self.places[key], **facts)
        if not before:
            self.lists[key] = items
            self.places[key] = place

    def _honours(self, text: str, place: str) -> list[dict[str, str]]:
        found = honours_in(text)
        if found is None:
            self.doubt("D613", place, text=text)
            return honours_guessed(text)
        return found


def _name_and_number(text: str) -> tuple[str, str]:
    """What stands before a long number at the end, and the number."""
    found = re.search(r"[+0-9（(][-0-9()（）\s转]{6,}$", text.strip())
    name = text.strip()[: found.start()] if found else text
    return name.strip(" 　\n,，;；/、：:"), found[0].strip() if found else ""


def _titles(text: str) -> list[str]:
    found = titles_in(text)
    return titles_guessed(text) if found is None else found


_COMPOSITES = {
    "带头人.聘期": Gathered.term,
    "选聘公示": Gathered.notice,
    "经费.配套来源": Gathered.match_source,
    "带头人.身体健康": Gathered.health,
    "条件.场地面积": Gathered.area,
    "申报.承诺": Gathered.promise,
    "计划.带徒人数": Gathered.trainees,
    "单位.联系人和电话": Gathered.contact,
    "单位.开户行和账号": Gathered.account,
    **dict.fromkeys(_OPTIONAL_TEXTS, Gathered.optional),
}
