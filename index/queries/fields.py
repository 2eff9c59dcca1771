"""What people call a document's fields, and what names mean in this workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from index.queries.likeness import SHORTEST, shorter_texts
from index.queries.tree import FieldName
from index.text.folding import fold_query

if TYPE_CHECKING:
    from collections.abc import Mapping


class Likeness(StrEnum):
    """What is asked like a field but is a way to ask: by sound, or by likeness."""

    PINYIN = "拼音"
    SIMILAR = "相似"


AskedField: TypeAlias = FieldName | Likeness

# The first name is the one that messages use.
NAMES: Mapping[AskedField, tuple[str, ...]] = MappingProxyType(
    {
        FieldName.UNIT: ("单位", "所在单位", "申报单位", "unit"),
        FieldName.LEADER: ("带头人", "姓名", "leader"),
        FieldName.DEPARTMENT: ("主管委办局", "委办局", "主管部门", "部门", "department"),
        FieldName.NUMBER: ("文号", "发文字号", "number"),
        FieldName.STEP: ("环节", "step"),
        FieldName.YEAR: ("年度", "年份", "year"),
        FieldName.PROGRAMME: ("项目类别", "项目", "类别", "programme"),
        FieldName.KIND: ("文书", "文书种类", "种类", "kind"),
        FieldName.CASE: ("案卷", "案卷号", "case"),
        FieldName.BATCH: ("批次", "批次号", "batch"),
        FieldName.REFERENCE: ("档号", "reference_code", "reference"),
        FieldName.TITLE: ("题名", "标题", "title"),
        FieldName.CLAUSE: ("条款", "clause"),
        FieldName.AMOUNT: ("金额", "amount"),
        FieldName.DATE: ("日期", "date"),
        FieldName.PATH: ("文件", "文件名", "path", "file"),
        FieldName.PERSONAL: (
            *("身份证", "身份证号", "尾号", "电话", "手机", "手机号", "账号"),
            *("银行账号", "personal"),
        ),
        Likeness.PINYIN: ("拼音", "pinyin"),
        Likeness.SIMILAR: ("相似", "similar"),
    }
)
_BY_NAME = {name: asked for asked, names in NAMES.items() for name in names}
KNOWN = "、".join(names[0] for names in NAMES.values())


def field_named(name: str) -> AskedField | None:
    """The field that people call so."""
    return _BY_NAME.get(fold_query(name))


def near_name(name: str) -> str | None:
    """The name of a field that was perhaps meant: one sign other, more or fewer."""
    folded = fold_query(name)
    forms = {folded, *shorter_texts(folded)}
    near = (known for known in _BY_NAME if forms & {known, *shorter_texts(known)})
    return next((known for known in near if len(known) >= SHORTEST), None)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a name of a step, kind or programme means: its names, each with the value kept.

    A field without names is not checked.
    """

    steps: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    programmes: Mapping[str, str] = field(default_factory=dict)

    def names(self, name: FieldName) -> Mapping[str, str]:
        """The folded names of a field's values, each with the folded value."""
        chosen = {
            FieldName.STEP: self.steps,
            FieldName.KIND: self.kinds,
            FieldName.PROGRAMME: self.programmes,
        }.get(name, {})
        return {fold_query(label): fold_query(value) for label, value in chosen.items()}
