"""审批 and 监销: three persons beside the one who asks, each another, whoever works alone.

机关档案管理规定 and GB/T 18894-2016 want an approval and two witnesses; no setting of the bureau
relaxes that. The three requests are entered by one act together with the register's draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from acts.consents import consent_key, sent_back, standing_request
from acts.stamps.signing_people import OF_DESTRUCTION, people_for
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity
from cases.journal.approving import check_use
from cases.journal.errors import OtherPartTakenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from acts.bureau import Bureau
    from cases.register.rows import Approval

NEEDED_PEOPLE = 4
TARGET = "销毁清册"


class DestructionConsentsNeededError(JiangdangError):
    """审批 and 监销 are not all given; the findings say which are open, and who can give them."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W760"


@dataclass(frozen=True, slots=True)
class Consents:
    """The three consents, all given: who approved, who sees it done, and their requests."""

    register: str
    approval: Approval
    witnesses: tuple[Approval, Approval]

    @property
    def all(self) -> tuple[Approval, ...]:
        """The three requests."""
        return (self.approval, *self.witnesses)


def consents_for(
    bureau: Bureau, matter: Sequence[object], what: str, draft: Callable[[str], bytes]
) -> Consents:
    """The consents to one destruction, asked for when they do not stand yet.

    ``matter`` is what is to be destroyed: roots and appraisals, so that a change asks anew.
    ``draft`` gives the 送审稿 of the register under its number. Raises
    DestructionConsentsNeededError with every open part, SentBackError when one was refused.
    """
    found = {part: standing_request(bureau, "", _key(part, matter)) for part in OF_DESTRUCTION}
    asked = [request for _, request in found.values() if request is not None]
    for request in asked:
        if request.refused_at:
            raise sent_back(bureau, request)
    register = _register_of(asked) or _next_register(bureau)
    missing = {part: key for part, (key, request) in found.items() if request is None}
    if missing:
        _ask(bureau, register, missing, f"{what}（清册 {register}）", draft)
    keys = [key for key, _ in found.values()]
    requests = [bureau.register.approval(key) for key in keys]
    _refuse_open(bureau, requests, what)
    _refuse_same_people(bureau, requests)
    return Consents(register, requests[0], (requests[1], requests[2]))


def _key(part: str, matter: Sequence[object]) -> str:
    return consent_key("destroy", part, matter)


def _register_of(asked: Sequence[Approval]) -> str:
    """The number under which the register was drafted when consent was asked for."""
    return asked[0].target.removeprefix(f"{TARGET} ") if asked else ""


def _next_register(bureau: Bureau) -> str:
    """The next number of the year: ``2033-001``."""
    year, folder = bureau.now.year, bureau.workspace.destruction
    taken = [path.name for path in folder.glob(f"{year}-*")] if folder.is_dir() else []
    last = max((int(name[5:]) for name in taken if name[5:].isdecimal()), default=0)
    return f"{year}-{last + 1:03d}"


def _ask(
    bureau: Bureau,
    register: str,
    missing: dict[str, str],
    what: str,
    draft: Callable[[str], bytes],
) -> None:
    """Enter the requests, and keep the draft for those who read it."""
    target = f"{TARGET} {register}"
    path = f"{bureau.workspace.relative(bureau.workspace.destruction)}/{register}/送审稿.docx"
    with bureau.journal.act("request", bureau.acting().name, target) as act:
        for part, key in missing.items():
            act.request(key, f"{what} {part}", matter=part)
            act.enter("request", target, {"审批号": key, "事项": f"{what} {part}"})
        if not (bureau.workspace.root / path).exists():
            act.write(path, draft(register), before=None)


def _refuse_open(bureau: Bureau, requests: Sequence[Approval], what: str) -> None:
    """All open parts at once, and that nobody may stand in for the others."""
    found = [
        Finding("W761", Severity.ERROR, Place(key=each.matter), _open_facts(bureau, each))
        for each in requests
        if not each.consent_at
    ]
    if not found:
        return
    others = len(bureau.settings.people)
    if others < NEEDED_PEOPLE:
        facts = {"count": str(others), "needed": str(NEEDED_PEOPLE)}
        found.append(Finding("W762", Severity.ERROR, Place(key="人员"), facts, "系统默认"))
    if bureau.settings.works_alone:
        found.append(Finding("W763", Severity.ERROR, Place(key="单人办理"), {}, "系统默认"))
    register = _register_of(requests)
    raise DestructionConsentsNeededError(what=what, register=register, findings=found)


def _open_facts(bureau: Bureau, asked: Approval) -> dict[str, str]:
    return {"part": asked.matter, "key": asked.key, "who": people_for(bureau.settings, asked).who}


def _refuse_same_people(bureau: Bureau, requests: Sequence[Approval]) -> None:
    """Who asked, who approved and the two who see it done are four persons."""
    actor = bureau.acting().name
    seen = dict.fromkeys((actor, *(each.requested_by for each in requests)), "提请销毁")
    for asked in requests:
        check_use(asked, actor)
        if asked.consent_by in seen:
            done = seen[asked.consent_by]
            raise OtherPartTakenError(
                key=asked.key, actor=asked.consent_by, done=done, next=asked.matter
            )
        seen[asked.consent_by] = asked.matter
