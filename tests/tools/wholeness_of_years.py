"""What a fault may leave of the acts of this and past years: ledgers, old files, steps, records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cases.casefile import all_batches, read_case
from cases.digest import digest_of_file
from cases.policy.versions import KEPT
from cases.register.reading import Register
from cases.workspace import Workspace
from cases.yamlnodes import read_plain
from tests.tools.soundness import problems
from tests.tools.wholeness import ALREADY, Answer, say, torn_files

TWICE, THERE, ENDED = "M125", "W408", "L012"


def _ended(said: Answer, *allowed: str) -> list[str]:
    """Why the next command's end is a problem; it may find its work done by these codes."""
    if said.code == 0 or any(code in said.err or code in said.out for code in allowed):
        return []
    return [f"the next command ended with {said.code}: {said.err[:300]}{said.out[:300]}"]


def _sound(root: Path) -> list[str]:
    return [*torn_files(root), *problems(Workspace(root))]


def after_money(root: Path, words: Sequence[str], cases: Sequence[str]) -> list[str]:
    """After a fault in a ledger's import: every case has its line or none; in the end each once."""
    found = torn_files(root)
    say(root, ["case", "list"])
    say(root, ["evidence", "list", cases[0]])
    found += _ended(say(root, words), TWICE)
    workspace = Workspace(root)
    counts = [len(read_case(workspace, case).get("经费.支出", [])) for case in cases]
    if counts != [1] * len(cases):
        found.append(f"lines of the cases: {counts}")
    return [*found, *_sound(root)]


def after_old_years(root: Path, words: Sequence[str], scans: Sequence[Path]) -> list[str]:
    """After a fault in past years' import: no case in part; the next run enters all, each once."""
    found = torn_files(root)
    found += _ended(say(root, words))
    again = say(root, words)
    if again.code != 0 or again.json["imported"] or len(again.json["known"]) != 2:
        found.append(f"the third run: {again.out[:300]}")
    cases = sorted(path.name for path in root.glob("cases/2013-*"))
    if cases != ["2013-SX-001", "2013-SX-002"]:
        found.append(f"cases: {cases}")
    kept = sorted(digest_of_file(each) for each in root.glob("cases/2013-*/**/*.pdf"))
    if kept != sorted(map(digest_of_file, scans)):
        found.append(f"{len(kept)} scans kept, {len(scans)} given")
    return [*found, *_sound(root)]


def after_withdrawal(root: Path, words: Sequence[str], case: str) -> list[str]:
    """After a fault in withdrawing an award: once in the file, one 正式 number, no number open."""
    found = torn_files(root)
    found += _ended(say(root, words), ALREADY, ENDED)
    workspace = Workspace(root)
    steps = [str(event["环节"]) for event in read_case(workspace, case).events]
    if steps.count("withdraw") != 1:
        found.append(f"steps: {steps}")
    states = [row.state for row in Register(workspace).numbers()]
    if states.count("正式") != 2 or set(states) - {"正式", "作废"}:
        found.append(f"numbers: {states}")
    return [*found, *_sound(root)]


def after_scores(root: Path, words: Sequence[str], record: str) -> list[str]:
    """After a fault in taking scores in: no record or a whole one; the next run has it logged."""
    found = torn_files(root)
    found += _ended(say(root, words))
    facts = read_plain((root / record).read_text("utf-8"), record)["记录"]
    if not isinstance(facts, dict) or len(facts["评分"]) != 2:
        found.append("the record is not whole")
    if '"scores"' not in (root / "log.jsonl").read_text("utf-8"):
        found.append("the scores are not in the log")
    return [*found, *_sound(root)]


def after_opening(root: Path, words: Sequence[str]) -> list[str]:
    """After a fault in opening a batch: it is open once, and the text of its policy is kept."""
    found = torn_files(root)
    found += _ended(say(root, words), THERE)
    workspace = Workspace(root)
    (batch,) = all_batches(workspace).values()
    kept = [digest_of_file(each) for each in (workspace.policies / KEPT).glob("*.yaml")]
    if kept != [str(batch.get("政策摘要"))]:
        found.append(f"kept policies: {kept}, of the batch: {batch.get('政策摘要')}")
    return [*found, *_sound(root)]
