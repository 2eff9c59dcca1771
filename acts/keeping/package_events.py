"""业务: what was done to a case or batch and its papers, as the package tells it (PREMIS 3).

From the entries of 办理, the log and the registers. Nothing of the sealing itself, of looking or
of searching is told, so that the same content gives the same package whenever it is sealed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from acts.action_labels import label_of
from acts.auditing import log_entries
from archive.plan import Event
from archive.premis import LABELS
from cases.lifecycle.steps import find_step
from doc_templates.validation import VALID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from acts.bureau import Bureau
    from acts.papers.records import DocumentRecord
    from acts.sealing.looks import Looks
    from acts.sealing.package_items import Subject

# Acts of the log that are told; steps are told from 办理, papers and stamps from their records.
TOLD = frozenset(
    (
        *("open", "new", "edit", "evidence", "receive", "changed"),
        *("review", "issue", "approve", "return"),
    )
)
_FACTS = ("事项", "材料", "归属", "文书", "文号", "形式", "改动", "理由")


def events_of(
    bureau: Bureau, subject: Subject, looks: Looks, rows: list[dict[str, Any]]
) -> tuple[Event, ...]:
    """Everything told, oldest first; ``rows`` are the log's lines."""
    found = [
        *_steps(subject),
        *_logged(subject, rows),
        *_stamps(bureau, subject),
        *(event for record in subject.records for event in _paper(record, looks)),
    ]
    return tuple(sorted(found, key=_moment))


def log_rows(bureau: Bureau) -> list[dict[str, Any]]:
    """The log's lines that may be told of, read once for all that is sealed together."""
    return [row for row in log_entries(bureau.workspace) if row["action"] in TOLD]


def _moment(event: Event) -> tuple[str, str]:
    """When it was; a day without an hour counts from its beginning."""
    if isinstance(event.at, datetime):
        return event.at.date().isoformat(), event.at.isoformat()
    return event.at.isoformat(), ""


def _steps(subject: Subject) -> Iterator[Event]:
    """Every step that was entered, with its day and who entered it."""
    for event in subject.file.events:
        step = find_step(str(event["环节"]))
        if step.id == "archive":
            continue
        yield Event(
            act="advance",
            at=event["日期"],
            actor=str(event.get("经办", "")),
            basis=_breach(event),
            description=step.label,
        )


def _breach(event: Mapping[str, Any]) -> str:
    """Why a step was recorded although a rule refused it."""
    breach = event.get("违例")
    return f"补记：{breach.get('理由', '')}" if isinstance(breach, dict) else ""


def _logged(subject: Subject, rows: list[dict[str, Any]]) -> Iterator[Event]:
    """Lines of the log about the case or its files."""
    for row in rows:
        facts = row["facts"] if isinstance(row["facts"], dict) else {}
        if not _is_about(subject, str(row["object"])):
            continue
        at = _instant(str(row["ts"]))
        if at is None:
            continue
        yield Event(
            act=str(row["action"]),
            at=at,
            actor=str(row["actor"]),
            basis=str(facts.get("审批号", "")),
            description=_told(str(row["action"]), facts),
            digest=str(facts.get("摘要", "")),
        )


def _is_about(subject: Subject, name: str) -> bool:
    """Whether a line's object is the case or batch, or a file of its folder."""
    return name == subject.file.id or f"/{subject.file.id}/" in f"/{name}"


def _told(action: str, facts: Mapping[str, Any]) -> str:
    """The act by its Chinese name with the facts that say what it was about."""
    said = [
        str(facts[key]) for key in _FACTS if facts.get(key) and not isinstance(facts[key], list)
    ]
    return "；".join((label_of(action), *said))


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _stamps(bureau: Bureau, subject: Subject) -> Iterator[Event]:
    """Stamps pressed on the papers that go in, by the 用印登记簿."""
    digests = {record.sha256 for record in subject.records}
    for use in bureau.register.stamp_uses():
        if use.document in digests:
            yield Event(
                act="stamp",
                at=datetime.fromisoformat(use.at),
                actor=use.actor,
                basis=use.approval,
                description=f"{LABELS['stamp']}：{use.stamp}",
                digest=use.document,
            )


def _paper(record: DocumentRecord, looks: Looks) -> Iterator[Event]:
    """A paper was made, its format tried, its signatures verified."""
    look = looks.papers.get(record.path)
    day = date.fromisoformat(record.dated)
    if not record.received:
        made = f"{label_of('make')}：{record.title}"
        yield Event("make", day, "", record.template, made, "", record.sha256)
    if look is None:
        return
    if look.verdict:
        fit = "合格" if look.verdict == VALID else "不合格"
        described = f"{LABELS['validate']}：{look.validation.get('validator', VALID)}"
        yield Event("validate", day, "", VALID, described, fit, record.sha256)
    if look.signatures is not None:
        whole = "完好" if look.signatures.intact else "不完好"
        described = LABELS["verify-signature"]
        yield Event("verify-signature", day, "", "", described, whole, record.sha256)
