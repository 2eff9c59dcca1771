"""The stamps of a workspace, sample stamps, and the register of their uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.stamping import stamp_store
from cases.settings import Role

if TYPE_CHECKING:
    from acts.bureau import Bureau


def stamp_rows(bureau: Bureau) -> list[dict[str, object]]:
    """All stamps by name, revoked ones included."""
    return [
        {
            "name": stamp.name,
            "owner": stamp.owner,
            "kind": stamp.kind,
            "diameter_mm": stamp.record.diameter_mm,
            "sample": "样章" if stamp.record.sample else "",
            "revoked": stamp.record.revoked.isoformat() if stamp.record.revoked else "",
        }
        for stamp in stamp_store(bureau).list()
    ]


def make_sample(bureau: Bureau, owner: str) -> dict[str, object]:
    """The sample stamp of a body; of other bodies in a demonstration only."""
    person = bureau.acting(Role.ADMINISTRATOR, Role.CLERK)
    stamp = stamp_store(bureau).sample(owner)
    with bureau.journal.act("sample", person.name, f"stamps/{stamp.name}") as act:
        act.enter("sample", owner, {"印章": stamp.name})
    return {"name": stamp.name, "owner": stamp.owner, "kind": stamp.kind, "sample": True}


def stamp_uses(bureau: Bureau) -> list[dict[str, str]]:
    """The 用印登记簿: who pressed which stamp on what, by whose approval."""
    return [
        {
            "at": use.at,
            "actor": use.actor,
            "stamp": use.stamp,
            "target": use.target,
            "document": use.document,
            "number": use.number,
            "approval": use.approval,
        }
        for use in bureau.register.stamp_uses()
    ]
