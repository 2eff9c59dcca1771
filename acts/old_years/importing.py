"""往年档案: projects of past years from registers in Excel and folders of scans, 补录.

No gate is asked: what happened is entered as the register tells it. Each project is one act with
its scans, so that an interrupted import goes on where it stopped and a second run enters nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from acts.old_years.cases import Entering, batch_data, case_data
from acts.old_years.landing import Plan, Planned, plan_rows
from acts.old_years.papers import Keeper, Taken, unknown_scans
from acts.old_years.rows import OldRegister, read_old_register
from acts.old_years.scans import Owner, Scan, find_scans, match_scans
from acts.rosters.intake import SHEETS, Doubtful, NotImportableError, Refused
from acts.sealing.ended import BACKFILLED, is_backfilled
from cases.casefile import all_batches, all_cases, parse_batch, parse_case, read_target
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.obstacles import MISSING
from cases.settings import Role
from cases.typedfile import CannotReadError
from cases.words import message
from cases.yamlwriting import dump

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.casefile import BatchFile, CaseFile
    from cases.journal.act import Act
    from cases.policy.model import Policy

_WORK = "正在补录往年项目"


class NothingToImportError(JiangdangError):
    """Neither a register nor a folder of scans was named."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "B221"


class ScansInsideError(JiangdangError):
    """The folder of scans lies in the workspace itself."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "B222"


@dataclass(frozen=True, slots=True)
class OldYears:
    """What is asked: registers, a folder of scans, the policy, and whether to look only."""

    files: Sequence[Path]
    scans: Path | None = None
    policy: str = ""
    dry_run: bool = False


@dataclass(slots=True)
class LandedYears:
    """Which projects came in, were in already, were refused; what of the scans found no place."""

    dry_run: bool
    registers: list[OldRegister] = field(default_factory=list)
    imported: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)
    taken: Taken = field(default_factory=Taken)
    left: list[tuple[Scan, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The answer as JSON."""
        scans = {
            "papers": self.taken.papers,
            "evidence": self.taken.evidence,
            "known": self.taken.known,
            "left": [{"path": scan.shown, "reason": reason} for scan, reason in self.left],
        }
        return {
            "dry_run": self.dry_run,
            "imported": self.imported,
            "known": self.known,
            "refused": [_told(each.row, "", each.findings) for each in self.refused],
            "doubtful": [_told(each.row, each.case, each.findings) for each in self.doubtful],
            "scans": scans,
        }


def _told(row: str, case: str, findings: Sequence[Finding]) -> dict[str, object]:
    found = [each.as_json() for each in findings]
    return {"row": row, **({"case": case} if case else {}), "findings": found}


def import_old_years(bureau: Bureau, asked: OldYears) -> LandedYears:
    """Enter every sound row with its scans; name every other row with all its faults.

    ``dry_run`` writes nothing and says what would become of each.
    """
    bureau.acting(Role.CLERK, Role.ARCHIVIST)
    _refuse_unfit(bureau, asked)
    landed = LandedYears(asked.dry_run)
    policy = bureau.policy(asked.policy or bureau.settings.policy)
    registers = list(_read(bureau, asked, policy, landed))
    cases, batches = all_cases(bureau.workspace), all_batches(bureau.workspace)
    plan = plan_rows([row for each in registers for row in each.rows], policy, cases, batches)
    landed.refused += plan.refused
    scans = _matched(asked, plan, cases, batches, landed)
    entering = Entering(policy, bureau.acting().name, _instant(bureau), bureau.now.date())
    _land_all(bureau, plan, scans, entering, landed)
    return landed


def _instant(bureau: Bureau) -> str:
    return bureau.now.isoformat(timespec="seconds")


def _refuse_unfit(bureau: Bureau, asked: OldYears) -> None:
    """Before anything lands: every file is there and of a kind that holds a register."""
    if not asked.files and asked.scans is None:
        raise NothingToImportError
    for file in asked.files:
        if file.suffix.lower() not in SHEETS:
            raise NotImportableError(path=file)
        if not file.is_file():
            raise CannotReadError(path=file, reason=message(MISSING, {}))
    if asked.scans is not None:
        root = bureau.workspace.root.resolve()
        place = asked.scans.resolve()
        if place == root or root in place.parents or place in root.parents:
            raise ScansInsideError(path=asked.scans)


def _read(
    bureau: Bureau, asked: OldYears, policy: Policy, landed: LandedYears
) -> Iterator[OldRegister]:
    """Every register that can be read; a file that cannot is refused as a whole."""
    for file in asked.files:
        try:
            register = read_old_register(file, policy, bureau.now.date())
        except JiangdangError as error:
            own = Finding(error.code, place=Place(file.name), facts=error.facts)
            landed.refused.append(Refused(file.name, tuple(error.findings) or (own,)))
            continue
        landed.registers.append(register)
        if register.notes:
            landed.doubtful.append(Doubtful(file.name, "", tuple(register.notes)))
        yield register


def _matched(
    asked: OldYears,
    plan: Plan,
    cases: dict[str, CaseFile],
    batches: dict[str, BatchFile],
    landed: LandedYears,
) -> dict[str, list[Scan]]:
    """The scans of each case and batch; what is left over is noted."""
    if asked.scans is None:
        return {}
    scans, landed.left = find_scans(asked.scans)
    matched = match_scans(scans, list(_owners(plan, cases, batches)))
    landed.left += matched.left
    return matched.by_target


def _owners(
    plan: Plan, cases: dict[str, CaseFile], batches: dict[str, BatchFile]
) -> Iterator[Owner]:
    """Everything of past years that a scan may belong to: what comes in, and what is in."""
    for each in plan.planned:
        values = each.row.values
        keys = ("编号", "单位.名称", "带头人.姓名", "项目名称", "项目类别")
        yield Owner(each.case, values["年度"], *(values.get(key, "") for key in keys))
    planned = {each.case for each in plan.planned}
    for case in (case for name, case in cases.items() if name not in planned):
        if is_backfilled(case):
            keys = (f"{BACKFILLED}.编号", "单位.名称", "带头人.姓名", "项目名称", "项目类别")
            yield Owner(case.id, case.id[:4], *(str(case.get(key, "")) for key in keys))
    known = {name for name, batch in batches.items() if is_backfilled(batch)}
    for name in sorted(known | set(plan.batches)):
        yield Owner(name, name[:4])


def _land_all(
    bureau: Bureau,
    plan: Plan,
    scans: dict[str, list[Scan]],
    entering: Entering,
    landed: LandedYears,
) -> None:
    """Case after case, then what belongs to whole batches; the index follows at the end."""
    afterwards = bureau.journal.when_done
    bureau.journal.when_done = lambda: None
    others = sorted(set(scans) - {each.case for each in plan.planned})
    count = len(plan.planned) + len(others)
    try:
        for number, each in enumerate(plan.planned, start=1):
            with _refusing(each, landed):
                _land(bureau, plan, each, scans.get(each.case, []), entering, landed)
            bureau.progress(_WORK, number, count)
        for number, target in enumerate(others, start=len(plan.planned) + 1):
            _add_scans(bureau, target, scans[target], landed)
            bureau.progress(_WORK, number, count)
    finally:
        bureau.journal.when_done = afterwards
    if not landed.dry_run and (landed.imported or landed.taken.papers or landed.taken.evidence):
        afterwards()


@contextmanager
def _refusing(each: Planned, landed: LandedYears) -> Iterator[None]:
    """What refuses one row stops no other; a fault of disk or program stops everything."""
    try:
        yield
    except JiangdangError as error:
        if error.kind is Kind.FAULT:
            raise
        own = Finding(error.code, place=Place(each.row.place), facts=error.facts)
        each.row.faults += tuple(error.findings) or (own,)
        landed.refused.append(Refused(each.row.place, tuple(each.row.faults)))


def _land(
    bureau: Bureau,
    plan: Plan,
    each: Planned,
    scans: list[Scan],
    entering: Entering,
    landed: LandedYears,
) -> None:
    """One project: its file if it is new, the batch's if that is new, its scans."""
    if not each.is_new:
        _add_scans(bureau, each.case, scans, landed)
        landed.known.append(each.case)
        return
    text = dump(case_data(each.row, each.case, each.batch, entering))
    case = parse_case(text, each.row.place)
    if landed.dry_run:
        landed.taken.papers += len(scans)
    else:
        _enter(bureau, plan, each, case, scans, entering, landed)
    landed.imported.append(each.case)
    if each.row.doubts:
        landed.doubtful.append(Doubtful(each.row.place, each.case, tuple(each.row.doubts)))


def _enter(
    bureau: Bureau,
    plan: Plan,
    each: Planned,
    case: CaseFile,
    scans: list[Scan],
    entering: Entering,
    landed: LandedYears,
) -> None:
    """One act: the case, its batch where that is new, its scans."""
    policy = entering.policy.digest
    with bureau.journal.act("backfill", entering.person, each.case, policy=policy) as act:
        if each.batch not in plan.existing:
            rows = plan.batches[each.batch]
            _open_batch(act, each.batch, dump(batch_data(rows, each.batch, entering)))
        act.write(f"cases/{each.case}/case.yaml", case.text.encode(), before=None)
        act.enter("new", each.case, {"批次": each.batch, BACKFILLED: "是", "来源": each.row.place})
        keeper = Keeper(bureau, act, case)
        keeper.take(scans, landed.taken)
    plan.existing.add(each.batch)
    landed.left += keeper.left


def _open_batch(act: Act, batch: str, text: str) -> None:
    """The file of a past year's batch, with its first case."""
    path = f"batches/{batch}/batch.yaml"
    parse_batch(text, path)
    act.write(path, text.encode(), before=None)
    act.enter("open", batch, {BACKFILLED: "是"})


def _add_scans(bureau: Bureau, target: str, scans: list[Scan], landed: LandedYears) -> None:
    """Scans that came after their case or batch; nothing is entered when all are known."""
    if not scans:
        return
    if landed.dry_run:
        landed.taken.papers += len(scans)
        return
    file = read_target(bureau.workspace, target)
    fresh = unknown_scans(bureau, file, scans)
    landed.taken.known += len(scans) - len(fresh)
    if fresh:
        with bureau.journal.act("backfill", bureau.acting().name, target) as act:
            keeper = Keeper(bureau, act, file)
            keeper.take(fresh, landed.taken)
        landed.left += keeper.left
