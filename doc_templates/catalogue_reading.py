"""Reading ``catalogue.yaml``: every fault with its line and key, all at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cases.findings import Finding, Place
from cases.yamlnodes import Mapping, Scalar, Sequence, compose
from doc_templates.catalogue import (
    OTHER_PROGRAMMES,
    BadCatalogueError,
    DocumentKind,
    StampUse,
    Subject,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.yamlnodes import Node

FORMAT_VERSION = "1"
SUBJECTS = {
    "案卷": (Subject.CASE, ""),
    "案卷×专家": (Subject.CASE, "专家"),
    "批次": (Subject.BATCH, ""),
    "批次×部门": (Subject.BATCH, "部门"),
    "案卷或批次": (Subject.CASE, "批次"),
    "案卷或批次×文书": (Subject.CASE, "文书"),
    "归档包": (Subject.PACKAGE, ""),
    "移交": (Subject.TRANSFER, ""),
    "接收": (Subject.ACCEPTANCE, ""),
    "销毁": (Subject.DISPOSAL, ""),
    "查询": (Subject.QUERY, ""),
}
ISSUERS = ("局", "单位", "主管委办局", "专家", "双方", "立卷", "系统", "审计")
LAYOUTS = ("公文", "上行文", "信函", "纪要", "表格", "协议", "档案")
_REQUIRED = ("文书", "名称", "归属", "环节", "制发", "模板", "标题", "版式")
_KEYS = (*_REQUIRED, "文号", "用印", "签名", "必填", "收件", "公开")
OTHER_STEPS = "其他"
_NEED_KEYS = ("项", "条件")
_STAMP_KEYS = ("位置", "用印人", "骑缝", "签署", "条件")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_FILE = re.compile(r"[\w.-]+\.docx")
_DOTTED = re.compile(r"\w+(\.\w+)*")


def read_catalogue(text: str, file: str) -> dict[str, DocumentKind]:
    """The kinds of a catalogue's text by id; raises BadCatalogueError with all faults."""
    reader = _Reader(file)
    kinds = reader.catalogue(compose(text, file))
    if reader.faults:
        raise BadCatalogueError(file=file, count=len(reader.faults), findings=reader.faults)
    return kinds


class _Reader:
    """Turns nodes into kinds and notes what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.faults: list[Finding] = []
        self._file = file
        self._entry = ""

    def note(self, code: str, node: Node, key: str, **facts: str) -> None:
        """Remember a fault at a node."""
        dotted = ".".join(part for part in (self._entry, key) if part)
        self.faults.append(
            Finding(code, place=Place(self._file, node.line, dotted), facts={"key": key, **facts})
        )

    def catalogue(self, root: Node) -> dict[str, DocumentKind]:
        """All kinds of the file."""
        kinds: dict[str, DocumentKind] = {}
        fields = self.fields(root, "", ("格式版本", "目录"), ("格式版本", "目录"))
        version = fields.get("格式版本")
        if version is not None:
            self.choice(version, "格式版本", (FORMAT_VERSION,))
        for node in self.items(fields.get("目录"), "目录"):
            kind = self.kind(node)
            if kind.id in kinds:
                self.note("D106", node, "文书", value=kind.id)
            kinds[kind.id] = kind
        return kinds

    def kind(self, node: Node) -> DocumentKind:
        """One entry of the catalogue."""
        self._entry = _text_under(node, "文书")
        fields = self.fields(node, "", _REQUIRED, _KEYS)
        subject, per = SUBJECTS.get(
            self.choice(fields.get("归属"), "归属", SUBJECTS), (Subject.CASE, "")
        )
        issuers = self.issuers(fields.get("制发"))
        return DocumentKind(
            id=self.matching(fields.get("文书"), "文书", _ID),
            label=self.text(fields.get("名称"), "名称"),
            subject=subject,
            per=per,
            steps=self.texts(fields.get("环节"), "环节", _ID),
            issuer=issuers.pop(OTHER_STEPS, ""),
            issuers=issuers,
            numbered=self.yes(fields.get("文号"), "文号"),
            stamps=tuple(self.stamp(item) for item in self.items(fields.get("用印"), "用印")),
            signers=self.texts(fields.get("签名"), "签名"),
            templates=self.templates(fields.get("模板")),
            title=self.text(fields.get("标题"), "标题"),
            layout=self.choice(fields.get("版式"), "版式", LAYOUTS),
            required=self.needs(fields.get("必填")),
            required_if=self.conditional_needs(fields.get("必填")),
            receivable=self.yes(fields.get("收件"), "收件"),
            public=self.yes(fields.get("公开"), "公开"),
        )

    def issuers(self, node: Node | None) -> dict[str, str]:
        """Who issues the kind, by step where it differs; 其他 for all other steps."""
        if not isinstance(node, Mapping):
            return {OTHER_STEPS: self.choice(node, "制发", ISSUERS)}
        return {
            step: self.choice(value, f"制发.{step}", ISSUERS)
            for step, (_, value) in node.entries.items()
        }

    def stamp(self, node: Node) -> StampUse:
        """One place of 用印."""
        fields = self.fields(node, "用印", ("位置", "用印人"), _STAMP_KEYS)
        return StampUse(
            anchor=self.matching(fields.get("位置"), "用印.位置", _ANCHOR),
            owner=self.text(fields.get("用印人"), "用印.用印人"),
            paging=self.yes(fields.get("骑缝"), "用印.骑缝"),
            signers=self.texts(fields.get("签署"), "用印.签署"),
            condition=self.matching(fields.get("条件"), "用印.条件", _DOTTED)
            if "条件" in fields
            else "",
        )

    def needs(self, node: Node | None) -> tuple[str, ...]:
        """What a paper of the kind cannot do without."""
        plain = (item for item in self.items(node, "必填") if not isinstance(item, Mapping))
        return tuple(self.matching(item, "必填", _DOTTED) for item in plain)

    def conditional_needs(self, node: Node | None) -> dict[str, str]:
        """What it cannot do without where something else holds: the name by its condition."""
        found = {}
        for item in node.items if isinstance(node, Sequence) else ():
            if isinstance(item, Mapping):
                told = self.fields(item, "必填", _NEED_KEYS, _NEED_KEYS)
                name, only = (self.matching(told.get(k), f"必填.{k}", _DOTTED) for k in _NEED_KEYS)
                found[name] = only
        return found

    def templates(self, node: Node | None) -> dict[str, str]:
        """The template files by programme."""
        if isinstance(node, Mapping):
            return {
                name: self.matching(value, f"模板.{name}", _FILE)
                for name, (_, value) in node.entries.items()
            }
        return {OTHER_PROGRAMMES: self.matching(node, "模板", _FILE)} if node else {}

    def fields(
        self, node: Node, key: str, required: Iterable[str], known: Iterable[str]
    ) -> dict[str, Node]:
        """The values of a mapping, checked for missing and unknown keys."""
        if not isinstance(node, Mapping):
            self.note("D102", node, key, wanted="若干“键: 值”")
            return {}
        for name in required:
            if name not in node.entries:
                self.note("D101", node, ".".join(part for part in (key, name) if part))
        for name, (scalar, _) in node.entries.items():
            if name not in known:
                self.note("D103", scalar, name, known="、".join(known))
        return {name: value for name, (_, value) in node.entries.items()}

    def items(self, node: Node | None, key: str) -> list[Node]:
        """The items of a list; none when the key is left out."""
        if node is None:
            return []
        if not isinstance(node, Sequence):
            self.note("D102", node, key, wanted="列表")
            return []
        return node.items

    def text(self, node: Node | None, key: str) -> str:
        """A text that is not empty."""
        if node is None:
            return ""
        if not isinstance(node, Scalar) or not node.text.strip():
            self.note("D102", node, key, wanted="文字")
            return ""
        return node.text.strip()

    def texts(
        self, node: Node | None, key: str, pattern: re.Pattern[str] | None = None
    ) -> tuple[str, ...]:
        """A list of texts, each of a form if one is asked for."""
        if pattern is None:
            return tuple(self.text(item, key) for item in self.items(node, key))
        return tuple(self.matching(item, key, pattern) for item in self.items(node, key))

    def matching(self, node: Node | None, key: str, pattern: re.Pattern[str]) -> str:
        """A text of a given form."""
        text = self.text(node, key)
        if node is not None and text and pattern.fullmatch(text) is None:
            self.note("D104", node, key, value=text[:60])
        return text

    def choice(self, node: Node | None, key: str, choices: Iterable[str]) -> str:
        """One of some words."""
        text = self.text(node, key)
        if node is not None and text and text not in choices:
            self.note("D105", node, key, value=text[:60], choices="、".join(choices))
        return text

    def yes(self, node: Node | None, key: str) -> bool:
        """是 or 否; 否 when left out."""
        return self.choice(node, key, ("是", "否")) == "是"


def _text_under(node: Node, key: str) -> str:
    """The text under a key, for naming the entry in faults."""
    if isinstance(node, Mapping) and key in node.entries:
        value = node.entries[key][1]
        return value.text[:60] if isinstance(value, Scalar) else ""
    return ""
