"""What a clerk may write into a template: every field with its mark, meaning and an example."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cases.lifecycle.steps import find_step
from cases.values.id_number import IdNumber
from cases.values.money import Money
from doc_templates.catalogue import Subject
from doc_templates.context import Reading, wrap_roots
from doc_templates.sandbox import text_sandbox
from doc_templates.template_fields import all_fields, flattened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.catalogue import DocumentKind
    from doc_templates.template_fields import Field

_FILTER_OF = {"日期": "|公文日期", "金额": "|金额", "是否": "|勾选", "列表": "|join('、')"}
_BY_SUBJECT = {"案": (Subject.CASE,), "核对": (Subject.CASE,), "经费": (Subject.CASE,)}
_SPLIT = frozenset(("办", "表", "核对"))
_ROWS = ("行", "次", "末")
_WRITTEN_BY_US = ("办理", "格式版本", "政策摘要")
_SAMPLE: dict[str, object] = {
    "额": Money.of(50000),
    "日": date(2019, 3, 25),
    "号": IdNumber("11010519491231002X"),
    "数": 2,
    "答": True,
    "式": "邮寄送达",
    "列": ["甲", "乙"],
    "表": [{"金额": Money.of(50000)}, {"金额": Money.of(30000)}],
    "无": "",
}
_SHOWN = (
    ("大写金额", "{{ 额|大写金额 }}"),
    ("金额", "{{ 额|金额 }}"),
    ("万元", "{{ 额|万元 }}"),
    ("公文日期", "{{ 日|公文日期 }}"),
    ("中文日期", "{{ 日|中文日期 }}"),
    ("日期8", "{{ 日|日期8 }}"),
    ("勾选", "{{ 答|勾选 }}"),
    ("勾选", "{{ 式|勾选('邮寄送达') }}"),
    ("脱敏", "{{ 号|脱敏 }}"),
    ("序号", "{{ 数|序号('汉字') }}"),
    ("序号", "{{ 数|序号('圈') }}"),
    ("空", "{{ 无|空 }}"),
    ("合计", "{{ 表|合计('金额')|金额 }}"),
    ("逐项", "{% for 键, 值 in {'甲': 1}|逐项 %}{{ 键 }}：{{ 值 }}{% endfor %}"),
    ("join", "{{ 列|join('、') }}"),
    ("length", "{{ 列|length }}"),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One field: its name, what to write, what it means, an example, and how the kind uses it."""

    name: str
    mark: str
    meaning: str
    type: str
    example: str
    used: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one root; of a list the loop to write around them."""

    name: str
    meaning: str
    loop: str
    fields: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter with an example and what it prints."""

    name: str
    example: str
    result: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything for one kind."""

    kind: str
    label: str
    templates: tuple[str, ...]
    groups: tuple[Group, ...]
    filters: tuple[ShownFilter, ...]

    def as_json(self) -> dict[str, Any]:
        """The guide as ``--json`` shows it."""
        return asdict(self)


def guide_to(kind: DocumentKind, names: tuple[str, ...], *, everything: bool = False) -> Guide:
    """What templates of a kind may name; ``names`` are those its template uses now."""
    groups = [
        group
        for root, found in all_fields().items()
        for group in _groups(root, found, names, kind)
        if everything or _offered(group, kind)
    ]
    files = tuple(dict.fromkeys(kind.templates.values()))
    return Guide(kind.id, kind.label, files, tuple(groups), tuple(_filters()))


def _groups(root: str, found: Field, names: tuple[str, ...], kind: DocumentKind) -> Iterator[Group]:
    """The fields of a root, parted by the lists among them and, of 办 and 表, by what is inside."""
    gathered: dict[str, list[Offer]] = {}
    for name, each in flattened(root, found):
        if name.partition(".")[2].startswith(_WRITTEN_BY_US):
            continue
        home = name.rpartition("[]")[0] if "[]" in name.removesuffix("[]") else _home(name)
        gathered.setdefault(home, []).append(_offer(name, each, names, kind))
    for home, offers in gathered.items():
        rows = any(each.name.startswith(f"{home}[]") for each in offers)
        yield Group(home, _meaning(home), _loop(home) if rows else "", tuple(offers))


def _loop(home: str) -> str:
    """The loop to write around the rows of a list; of a list in a list, both loops."""
    parts = home.split("[]")
    lists = [_typed(parts[0]), *(f"{_ROWS[at]}{part}" for at, part in enumerate(parts[1:]))]
    heads = [f"{{%tr for {_ROWS[at]} in {each} %}}" for at, each in enumerate(lists)]
    return " … ".join([*heads, *["{%tr endfor %}"] * len(lists)])


def _home(name: str) -> str:
    """The group of a name outside lists: its root, or its root and one more part."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] in _SPLIT and len(parts) > 2 else parts[0]


def _meaning(home: str) -> str:
    """What a group is about; of a part without words, what the whole is about."""
    found, said = None, ""
    for part in re.findall(r"\[…\]|\[\]|[^.\[\]]+", home):
        if found is None:
            found = all_fields()[part]
        else:
            inner = {"[]": found.rows, "[…]": found.any}.get(part) or found.inner.get(part)
            found = inner or found
        said = found.meaning or said
    return said


def _offer(name: str, found: Field, names: tuple[str, ...], kind: DocumentKind) -> Offer:
    """One field as a clerk sees it."""
    depth, row = name.count("[]"), _typed(name.rpartition("[]")[2])
    written = _ROWS[depth - 1] + row if depth else _typed(name)
    pattern = re.escape(name).replace(re.escape("[…]"), r"\.[^.\[]+")
    used = any(re.fullmatch(pattern, each) for each in names)
    return Offer(
        name=name,
        mark=f"{{{{ {written}{_FILTER_OF.get(found.type, '')} }}}}",
        meaning=found.meaning,
        type=found.type,
        example=found.example,
        used=used,
        required=name in kind.required or name in kind.required_if,
    )


def _typed(name: str) -> str:
    """A name as it is typed: a key that the data gives stands in brackets."""
    return name.replace("[…]", "[键]")


def _offered(group: Group, kind: DocumentKind) -> bool:
    """Whether a kind has use for a group: it uses it, or its step, case or batch gives it."""
    if any(each.used or each.required for each in group.fields):
        return True
    root, _, inner = group.name.partition(".")
    root = root.partition("[")[0]
    if root == "办":
        return inner.partition("[")[0] in [find_step(step).label for step in kind.steps]
    if root in ("表", "项", "核对", "名单", "拨款明细", "合计", "经费", "前文"):
        return False
    return kind.subject in _BY_SUBJECT.get(root, (kind.subject,))


def _filters() -> Iterator[ShownFilter]:
    """Every filter, with what it prints for a sample."""
    with Reading().watching():
        sample = wrap_roots(_SAMPLE)
        for name, example in _SHOWN:
            result = text_sandbox().from_string(example).render(sample)
            yield ShownFilter(name, example, result)
