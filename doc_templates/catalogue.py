"""The catalogue of document kinds: a kind is data, adding one needs no code.

An entry of ``catalogue.yaml`` looks like this; keys without a remark are required::

    格式版本: 1
    目录:
      - 文书: award-notice            # id, also the stem of its template
        名称: 关于公布名单的通知
        归属: 批次                    # 批次 批次×部门 案卷 案卷×专家 案卷或批次×文书
                                      # 归档包 移交 接收 销毁 查询
        环节: [award]                 # step ids
        制发: 局                      # 局 单位 主管委办局 专家 双方 立卷 系统 审计；
                                      # 或按环节：{decline: 主管委办局, 其他: 局}
        文号: 是                      # optional, default 否
        用印:                         # optional
          - {位置: stamp1, 用印人: 局, 骑缝: 否, 签署: [局长]}  # 条件: 案.某项 (only if filled in)
        签名: [经办人]                # optional: who signs where no stamp goes
        模板: award-notice.docx       # or by programme: {首席技师资助项目: a.docx, 其他: b.docx}
        标题: 关于公布{{ 批.年度 }}年…的通知
        版式: 公文                    # 公文 上行文 信函 纪要 表格 协议 档案
        必填: [文.成文日期]           # optional: dotted names that must be filled in;
                                      # {项: 案.某项, 条件: 表.某项} only if the other holds
        收件: 否                      # optional: comes back signed by another body
        公开: 否                      # optional: anybody reads it, so no personal numbers
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.packing import MOST_DOCX_BYTES, TemplateTooLargeError

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE_FILE = "catalogue.yaml"
OTHER_PROGRAMMES = "其他"


class BadCatalogueError(JiangdangError):
    """The catalogue has faults; its findings name all of them."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D100"


class TemplateNotFoundError(JiangdangError):
    """No folder holds the template that the catalogue names."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "D111"


class UnknownDocumentKindError(JiangdangError):
    """The catalogue has no kind of this id or name."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "D110"


class Subject(StrEnum):
    """What a document belongs to."""

    CASE = "case"
    BATCH = "batch"
    PACKAGE = "package"
    TRANSFER = "transfer"
    ACCEPTANCE = "acceptance"
    DISPOSAL = "disposal"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class StampUse:
    """One place that is stamped or signed: its bookmark, whose stamp, who signs."""

    anchor: str
    owner: str
    paging: bool = False
    signers: tuple[str, ...] = ()
    condition: str = ""

    def applies(self, context: Mapping[str, Any]) -> bool:
        """Whether the document is stamped here: its condition names something filled in."""
        value: Any = context
        for key in self.condition.split(".") if self.condition else ():
            value = value.get(key) if isinstance(value, Mapping) else None
        return bool(value)


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind of document 文书, as the catalogue describes it."""

    id: str
    label: str
    subject: Subject
    per: str
    steps: tuple[str, ...]
    issuer: str
    numbered: bool
    stamps: tuple[StampUse, ...]
    signers: tuple[str, ...]
    templates: Mapping[str, str]
    title: str
    layout: str
    required: tuple[str, ...]
    receivable: bool
    public: bool = False
    issuers: Mapping[str, str] = field(default_factory=dict)
    required_if: Mapping[str, str] = field(default_factory=dict)

    def issuer_at(self, step: str) -> str:
        """Who issues a paper of this kind at a step."""
        return self.issuers.get(step, self.issuer)

    def template_file(self, programme: str = "") -> str:
        """The name of the template file for a programme's label."""
        found = self.templates.get(programme) or self.templates.get(OTHER_PROGRAMMES)
        if found is None:
            raise TemplateNotFoundError(name=f"{self.label}（{programme or '未指明项目类别'}）")
        return found


@dataclass(frozen=True, slots=True)
class Template:
    """A template's bytes under its file name; ``own`` when they are not the shipped ones."""

    name: str
    content: bytes
    own: bool = False


def load_catalogue(own_folder: Path | None = None) -> Mapping[str, DocumentKind]:
    """All kinds by id; entries of the bureau's own folder win over the shipped ones.

    Raises BadCatalogueError with every fault of both files.
    """
    kinds = dict(_shipped_catalogue())
    own = own_folder / CATALOGUE_FILE if own_folder is not None else None
    if own is not None and own.is_file():
        from doc_templates.catalogue_reading import read_catalogue

        kinds.update(read_catalogue(own.read_text(encoding="utf-8", errors="replace"), own.name))
    return kinds


def find_kind(kinds: Mapping[str, DocumentKind], name: str) -> DocumentKind:
    """The kind of an id or of a Chinese name."""
    if name in kinds:
        return kinds[name]
    for kind in kinds.values():
        if kind.label == name:
            return kind
    raise UnknownDocumentKindError(name=name)


def read_template(
    kind: DocumentKind, programme: str = "", own_folder: Path | None = None
) -> Template:
    """The kind's template for a programme; the bureau's own version wins."""
    name = kind.template_file(programme)
    own = own_folder / name if own_folder is not None else None
    if own is not None and own.is_file():
        if own.stat().st_size > MOST_DOCX_BYTES:
            raise TemplateTooLargeError(name=name)
        return Template(name, own.read_bytes(), own=True)
    shipped = files("doc_templates").joinpath("templates", name)
    if not shipped.is_file():
        raise TemplateNotFoundError(name=name)
    return Template(name, shipped.read_bytes())


def is_shipped_title(title: str) -> bool:
    """Whether a pattern of a title comes with the product."""
    return any(title == kind.title for kind in _shipped_catalogue().values())


@cache
def _shipped_catalogue() -> Mapping[str, DocumentKind]:
    """The kinds that come with the product."""
    from doc_templates.catalogue_reading import read_catalogue

    shipped = files("doc_templates").joinpath(CATALOGUE_FILE)
    return read_catalogue(shipped.read_text(encoding="utf-8"), CATALOGUE_FILE)
