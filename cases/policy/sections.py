"""Reading one mapping of a policy file: typed values out, every fault noted."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from cases.findings import Finding, Place
from cases.lifecycle.steps import step_of
from cases.values.bad_value import BadValueError, shown
from cases.values.days import parse_date
from cases.values.money import Money
from cases.values.scalars import parse_whole_number, parse_yes_no
from cases.words import message
from cases.yamlnodes import MOST_FAULTS, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from cases.yamlnodes import Node

T = TypeVar("T")
Names = tuple[str, ...]

NO_MONEY = Money.of(0)
NO_DAY = parse_date("1900-01-01")
MOVED = {"后续资助": "P179"}
_NAMING = ("代号", "名称", "编号")
_RULE = re.compile(r"R[1-9][0-9]{0,3}[a-z]?")


class Report:
    """All that is wrong with a policy file, and all rules it cites."""

    def __init__(self, file: str, ignored: Names = ()) -> None:
        """Start with a clean sheet; faults of the codes ``ignored`` are none."""
        self.file = file
        self.ignored = ignored
        self.findings: list[Finding] = []
        self.cited: list[tuple[str, Place]] = []

    @property
    def is_full(self) -> bool:
        """Whether there are more faults than anybody reads at once."""
        return len(self.findings) >= MOST_FAULTS

    def fault(self, code: str, place: Place, /, **facts: object) -> None:
        """Note one fault; a hostile file does not make us note millions."""
        if self.is_full or code in self.ignored:
            return
        texts = {name: str(value) for name, value in facts.items()}
        found = Finding(code, place=place, facts=texts)
        if found not in self.findings:
            self.findings.append(found)


def is_rule(text: str) -> bool:
    """Whether a text is the number of a rule, such as ``R79`` or ``R32b``."""
    return _RULE.fullmatch(text) is not None


def _step_down(node: Node, name: str) -> tuple[int, Node] | None:
    """The line and the value of one step down a dotted key."""
    if isinstance(node, Mapping) and name in node.entries:
        key, value = node.entries[name]
        return key.line, value
    if not isinstance(node, Sequence):
        return None
    for place, item in enumerate(node.items):
        if name == str(place) or name in _names(item):
            return item.line, item
    return None


def _names(item: Node) -> set[str]:
    """What an item of a list is called by."""
    entries = item.entries if isinstance(item, Mapping) else {}
    values = [entries[key][1] for key in _NAMING if key in entries]
    return {value.text.strip() for value in values if isinstance(value, Scalar)}


class Section:
    """One mapping of the file, with the keys it must and may have.

    A value that is missing or wrong is noted in the report and read as an empty one, so
    that one pass finds every fault.
    """

    def __init__(
        self, report: Report, node: Node, key: str, required: Names, optional: Names = ()
    ) -> None:
        """Note the keys that are unknown and those that are missing."""
        self.report = report
        self.key = key
        self.line = node.line
        self.entries = node.entries if isinstance(node, Mapping) else {}
        if isinstance(node, Mapping):
            self._note_unknown((*required, *optional))
            self._note_missing(required)
        else:
            report.fault("P103", Place(report.file, node.line, key), wanted=message("P151", {}))

    def _note_unknown(self, known: Names) -> None:
        """Every key nobody reads is a fault, with the nearest known one."""
        for name in self.entries:
            if name not in known and not self.report.is_full:
                if name in MOVED:
                    self.fault(MOVED[name], name)
                    continue
                near = difflib.get_close_matches(shown(name), known, 1, 0.4)
                self.fault("P101", name, known="、".join(near or known))

    def _note_missing(self, required: Names) -> None:
        """Every key that must be there is a fault when it is not."""
        for name in required:
            if name not in self.entries:
                self.fault("P102", name, name=name)

    def has(self, name: str) -> bool:
        """Whether the file gives this key."""
        return name in self.entries

    def place(self, name: str = "") -> Place:
        """Where a key stands, or the section itself."""
        line = self.entries[name][0].line if name in self.entries else self.line
        return Place(self.report.file, line, self._below(name) if name else self.key)

    def fault(self, code: str, name: str = "", /, **facts: object) -> None:
        """Note a fault at a key of this section."""
        self.report.fault(code, self.place(name), **facts)

    def find(self, dotted: str) -> Place | None:
        """Where a dotted key stands; items of a list go by number, 代号, 名称 or 编号."""
        line = self.line
        node: Node = Mapping(0, line, 0, flow=True, entries=self.entries)
        for name in dotted.split("."):
            found = _step_down(node, name)
            if found is None:
                return None
            line, node = found
        return Place(self.report.file, line, f"{self.key}.{dotted}" if self.key else dotted)

    def contradicted(self, code: str, dotted: str, /, **facts: object) -> None:
        """Note a fault at a key below this section, or at the section itself."""
        self.report.fault(code, self.find(dotted) or self.place(), **facts)

    def _node(self, name: str) -> Node | None:
        """The value under a key, if there is one."""
        return self.entries[name][1] if name in self.entries else None

    def text(self, name: str, default: str = "", *, may_be_empty: bool = False) -> str:
        """A text; empty ones are faults unless allowed."""
        node = self._node(name)
        if node is None:
            return default
        if not isinstance(node, Scalar):
            self.fault("P103", name, wanted=message("P152", {}))
            return default
        if not node.text.strip() and not may_be_empty:
            self.fault("P104", name)
        return node.text.strip()

    def parsed(self, name: str, parse: Callable[[str], T], code: str, default: T) -> T:
        """A text as a value, noted under ``code`` when it is none."""
        text = self.text(name)
        if not text:
            return default
        try:
            return parse(text)
        except BadValueError:
            self.fault(code, name, text=shown(text))
            return default

    def money(self, name: str) -> Money:
        """An amount in yuan."""
        return self.parsed(name, Money.parse, "P105", NO_MONEY)

    def day(self, name: str) -> date:
        """A civil day."""
        return self.parsed(name, parse_date, "P106", NO_DAY)

    def optional_day(self, name: str) -> date | None:
        """A civil day, or None when the key is left out or empty."""
        return self.day(name) if self.text(name, may_be_empty=True) else None

    def flag(self, name: str, *, default: bool = False) -> bool:
        """是 or 否."""
        return self.parsed(name, parse_yes_no, "P108", default)

    def whole(self, name: str, default: int = 0, *, least: int = 0, most: int = 10**8) -> int:
        """A whole number within bounds, both included."""
        number = self.parsed(name, parse_whole_number, "P107", None)
        if number is None:
            return default
        if not least <= number <= most:
            self.fault("P130", name, number=number, least=least, most=most)
        return number

    def optional_whole(self, name: str, *, least: int = 0) -> int | None:
        """A whole number, or None when the key is left out."""
        return self.whole(name, least=least) if self.has(name) else None

    def choice(self, name: str, allowed: Iterable[str], default: str = "") -> str:
        """One of the texts allowed."""
        text = self.text(name, default)
        known = tuple(allowed)
        if text and text not in known:
            self.fault("P109", name, text=shown(text), allowed="、".join(known))
        return text

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, at least one, none twice."""
        node = self._node(name)
        if node is None:
            return ()
        items = node.items if isinstance(node, Sequence) else ()
        found = tuple(item.text.strip() for item in items if isinstance(item, Scalar))
        if not isinstance(node, Sequence) or len(found) != len(items):
            self.fault("P103", name, wanted=message("P153", {}))
        elif not found or "" in found:
            self.fault("P104", name)
        self._note_repeated(name, found)
        return found

    def _note_repeated(self, name: str, found: tuple[str, ...]) -> None:
        """A text listed twice is a fault."""
        for text, times in Counter(found).items():
            if times > 1:
                self.fault("P123", name, text=shown(text))

    def choices(self, name: str, allowed: Iterable[str]) -> tuple[str, ...]:
        """A list of texts, each of them allowed."""
        known = tuple(allowed)
        found = self.texts(name)
        for text in found:
            if text not in known:
                self.fault("P109", name, text=shown(text), allowed="、".join(known))
        return found

    def rule(self, name: str = "条款") -> str:
        """The number of a rule, to be found among the clauses."""
        text = self.text(name)
        if text and not is_rule(text):
            self.fault("P110", name, text=shown(text))
        elif text:
            self.report.cited.append((text, self.place(name)))
        return text

    def step(self, name: str, default: str = "") -> str:
        """The id of a step named by id or label."""
        return self._step_id(name, self.text(name)) if self.has(name) else default

    def steps(self, name: str) -> tuple[str, ...]:
        """The ids of the steps listed."""
        return tuple(self._step_id(name, text) for text in self.texts(name))

    def _step_id(self, name: str, text: str) -> str:
        """The id of one step; the text itself, noted, when nobody knows it."""
        step = step_of(text)
        if step is None and text:
            self.fault("P112", name, text=shown(text))
        return text if step is None else step.id

    def section(self, name: str, required: Names, optional: Names = ()) -> Section:
        """The mapping under a key."""
        node = self._node(name)
        if node is None:
            return self._absent(name)
        return Section(self.report, node, self._below(name), required, optional)

    def _absent(self, name: str) -> Section:
        """An empty section in the place of one that is missing."""
        empty = Mapping(start=0, line=self.line, column=0, flow=True)
        return Section(self.report, empty, self._below(name), ())

    def sections(self, name: str, required: Names, optional: Names = ()) -> tuple[Section, ...]:
        """The list of mappings under a key, at least one."""
        node = self._node(name)
        if node is None:
            return ()
        if not isinstance(node, Sequence) or not node.items:
            self.fault("P103", name, wanted=message("P154", {}))
            return ()
        return tuple(
            Section(self.report, item, f"{self._below(name)}.{place}", required, optional)
            for place, item in enumerate(node.items)
        )

    def named(self, name: str, required: Names) -> dict[str, Section]:
        """The mappings under the keys of a mapping."""
        node = self._node(name)
        if node is None:
            return {}
        if not isinstance(node, Mapping) or not node.entries:
            self.fault("P103", name, wanted=message("P151", {}))
            return {}
        return {
            key: Section(self.report, value, f"{self._below(name)}.{key}", required)
            for key, (_, value) in node.entries.items()
        }

    def is_list(self, name: str) -> bool:
        """Whether the value under a key is a list."""
        return isinstance(self._node(name), Sequence)

    def is_text(self, name: str) -> bool:
        """Whether the value under a key is a single text."""
        return isinstance(self._node(name), Scalar)

    def texts_by_rule(self, name: str) -> dict[str, str]:
        """The texts under the numbers of rules."""
        node = self._node(name)
        if node is None:
            return {}
        rules = tuple(node.entries) if isinstance(node, Mapping) else ()
        section = Section(self.report, node, self._below(name), rules)
        for rule in rules:
            section.cite(rule)
        return {rule: section.text(rule) for rule in rules}

    def cite(self, rule: str) -> None:
        """Take a key of this section as the number of a rule."""
        if is_rule(rule):
            self.report.cited.append((rule, self.place(rule)))
        else:
            self.fault("P110", rule, text=shown(rule))

    def _below(self, name: str) -> str:
        """The dotted key of an entry."""
        return f"{self.key}.{shown(name)}" if self.key else shown(name)
