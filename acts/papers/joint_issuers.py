"""联合发文: which bodies issue a paper together, and how their names are arranged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cases.lifecycle.joint import joint_bodies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.catalogue import DocumentKind

# Papers of the batch that several bodies may issue together; a request to a superior is one's own.
JOINT_KINDS = (
    *("work-notice", "public-notice", "award-notice", "disbursement-notice"),
    "term-notice",
)
_SHORT = 9


def copied(offices: str, facts: Mapping[str, Any]) -> str:
    """抄送 without the bodies that issue the paper too: nobody is sent a copy of its own."""
    joint = joint_bodies(facts)
    named = re.split("[，、；]", offices)
    others = [each for each in named if not any(body.endswith(each) for body in joint)]
    return "，".join(others) if others and len(others) < len(named) else offices


def joint_rows(kind: DocumentKind, lead: str, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """文.联合署名: rows of names, the bureau's first; empty for a paper of one body.

    Three names of up to 9 characters stand in a row, else two; the last row ends at the right,
    where the date stands.
    """
    others = [name for name in joint_bodies(facts) if name != lead]
    if kind.id not in JOINT_KINDS or not others:
        return []
    names = [lead, *others]
    columns = 3 if max(map(len, names)) <= _SHORT and len(names) not in (2, 4) else 2
    places = [{"号": number, "名称": name} for number, name in enumerate(names, 1)]
    whole = len(places) // columns * columns
    last = places[whole:]
    rows = [places[at : at + columns] for at in range(0, whole, columns)]
    if last:
        rows.append([{"号": 0, "名称": ""}] * (columns - len(last)) + last)
    return [{"机关": row} for row in rows]
