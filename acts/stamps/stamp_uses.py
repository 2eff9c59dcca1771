"""Who stamps where in one paper: the catalogue's 用印, filled in from the paper's context.

A joint paper's stamp of the bureau becomes one for each issuer, the bureau's first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from acts.papers.parts import DEPARTMENT, EXPERT
from doc_templates.joint_anchors import joint_anchor
from doc_templates.stamping.pictures.drawing import SEAL, SIGNATURE
from doc_templates.stamping.places.locating import Placement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from doc_templates.catalogue import DocumentKind, StampUse
    from doc_templates.stamping.store.keeping import Stamp

BUREAU = "局"
EXPERTS = "考核专家组"


@dataclass(frozen=True, slots=True)
class PlannedUse:
    """One stamp of one paper: its bookmark, whose it is, of what kind, in which role.

    ``text`` is looked for where the PDF lacks the bookmark; ``joint`` stamps stand in rows.
    """

    anchor: str
    owner: str
    kind: str
    role: str
    paging: bool = False
    text: str = ""
    joint: bool = False

    def placement(self, stamp: Stamp) -> Placement:
        """Where the stamp goes."""
        return Placement(self.anchor, stamp, text=self.text, joint=self.joint)

    def is_ours(self, names: Collection[str]) -> bool:
        """Whether it is this bureau's own, by its names."""
        return self.role == BUREAU and self.owner in names


def uses_of(kind: DocumentKind, context: Mapping[str, Any]) -> tuple[PlannedUse, ...]:
    """The stamps of a paper of this kind with this context, in their order."""
    uses = (use for use in kind.stamps if use.applies(context))
    return tuple(planned for use in uses for planned in _planned(use, context))


def body_of(role: str, context: Mapping[str, Any]) -> str:
    """The body or person that plays a role in the paper."""
    paper, case, facts = context["文"], context["案"], context["办"]
    part = str(paper.get(DEPARTMENT) or paper.get(EXPERT) or "")
    if part and role in ("主管委办局", "专家"):
        return part
    if role == "第三方":
        return str(facts.get("通知届满考核", {}).get("第三方", ""))
    if role == "考核方" or (case and role == "专家"):
        return str(facts.get("届满考核", {}).get("第三方") or "") or EXPERTS
    if not case:
        return str(context["局"]["机关全称"])
    return {
        "单位": case["单位"]["名称"],
        "双方": case["单位"]["名称"],
        "主管委办局": case["单位"].get("主管委办局", ""),
        "带头人": case["带头人"]["姓名"],
    }.get(role) or str(context["局"]["机关全称"])


def _planned(use: StampUse, context: Mapping[str, Any]) -> Iterator[PlannedUse]:
    rows = context["文"].get("联合署名") or ()
    if use.owner == BUREAU and rows:
        yield from _joint(rows)
        return
    yield PlannedUse(
        anchor=use.anchor,
        owner=body_of(use.owner, context),
        kind=SIGNATURE if use.owner == "带头人" else SEAL,
        role=use.owner,
        paging=use.paging,
    )


def _joint(rows: list[dict[str, Any]]) -> Iterator[PlannedUse]:
    """One stamp for each name of a joint paper."""
    for row in rows:
        for place in row["机关"]:
            number, name = place["号"], place["名称"]
            if number:
                mark = joint_anchor(len(row["机关"]), number)
                role = BUREAU if number == 1 else ""
                yield PlannedUse(mark, name, SEAL, role, text=name, joint=True)
