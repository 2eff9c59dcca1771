"""Papers that a case comes with, kept as evidence by the same act that makes the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.evidence.evidence_list import LIST_FILE, Evidence, encode_evidence
from archive.names import portable_name
from cases.digest import digest_of
from cases.lifecycle.steps import find_step
from index.extraction.reading import extract_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from acts.rosters.incoming import Paper
    from cases.journal.act import Act


def keep_papers(bureau: Bureau, act: Act, case_id: str, papers: Sequence[Paper]) -> None:
    """Write copies of the papers and their list; each with its digest and original name."""
    folder = f"cases/{case_id}"
    rows: list[Evidence] = []
    for paper in papers:
        row = _described(bureau, paper, len(rows))
        act.write(f"{folder}/{row.path}", paper.content, before=None)
        rows.append(row)
    act.write(f"{folder}/{LIST_FILE}", encode_evidence(rows), before=None)
    for row in rows:
        act.enter("evidence", case_id, {"材料": row.path, "摘要": row.sha256, "归属": row.name})


def _described(bureau: Bureau, paper: Paper, before: int) -> Evidence:
    """What the evidence list says of a paper; numbered, so that names never meet."""
    found = extract_bytes(paper.content)
    step = find_step("apply").label
    name = portable_name(f"{paper.item}-{before + 1}-{paper.original_name}")
    return Evidence(
        path=f"evidence/{step}/{name}",
        original_name=paper.original_name,
        sha256=digest_of(paper.content),
        media_type=found.media_type,
        size=len(paper.content),
        text="extracted" if found.has_text else "none",
        reason=found.reason,
        element="",
        step=step,
        item=paper.item,
        taken=bureau.now.isoformat(timespec="seconds"),
        taken_by=bureau.acting().name,
    )
