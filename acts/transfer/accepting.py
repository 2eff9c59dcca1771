"""接收检验: a medium judged on the other side, in a workspace of its own or in none.

Nothing on the medium is changed, nothing of it is run, nothing comes into the workspace.
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from acts.bureau import SHANGHAI
from acts.keeping.test_answers import answers_by
from acts.keeping.testing_packages import test_package
from acts.sealing.packages import NoSuchBagError
from archive.four_properties.judging import judged
from archive.four_properties.looking import Surroundings, look_at
from archive.four_properties.model import FAILED, Occasion
from archive.four_properties.openings import Believing
from archive.four_properties.sight import Handover
from archive.transfer.accepting import inspect_medium, newest_of
from archive.transfer.layout import RECORDS
from archive.transfer.proofs import Tree
from archive.transfer.verdicts import Question
from archive.verifier.proofs import read_head
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, errors_of
from cases.workspace import NoWorkspaceError
from doc_templates.stamping.store.keeping import StampStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from acts.bureau import Bureau
    from archive.four_properties.model import Answer, TestResult
    from archive.transfer.verdicts import MediumVerdict, PackageVerdict

_CLAUSE = "DA/T 70-2018"
_OF_OTHERS = ("A774", "A777", "A779")


class BadTreeRootError(JiangdangError):
    """A tree root as typed in is 64 hexadecimal digits or 44 signs of Base64."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W796"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who judges: in a workspace its bureau, in none the person at the machine."""

    name: str
    now: datetime
    report: Callable[[str], None]
    bureau: Bureau | None = None
    answers: tuple[Answer, ...] = ()


def receiver_of(
    opened: Callable[[], Bureau],
    report: Callable[[str], None],
    answers: Path | None,
    pairs: Sequence[str],
) -> Receiver:
    """Who judges; without a workspace the person at the machine, whom nobody asks for roles."""
    try:
        bureau = opened()
    except NoWorkspaceError:
        name, now = getpass.getuser(), datetime.now(SHANGHAI)
        return Receiver(name, now, report, None, tuple(answers_by(name, now, answers, pairs)))
    name = bureau.acting().name
    said = answers_by(name, bureau.now, answers, pairs)
    return Receiver(name, bureau.now, bureau.report, bureau, tuple(said))


def parse_tree(root: str, size: int) -> Tree:
    """What the paper register says of the log's tree, as typed in; blanks do not count."""
    if not root:
        return Tree()
    head = read_head("".join(root.split()))
    if head is None:
        raise BadTreeRootError(text=root)
    return Tree(head, size or None)


def accept_medium(receiver: Receiver, folder: Path, tree: Tree) -> MediumVerdict:
    """Judge a medium: bag, packages, proofs, register, lists, and 四性检测 of every package."""
    if not folder.is_dir():
        raise NoSuchBagError(path=folder)
    verdict = inspect_medium(folder, tree, receiver.report)
    tests = [test for package in verdict.packages if (test := _tested(receiver, verdict, package))]
    verdict.questions += _questions(tests)
    return verdict


def _tested(
    receiver: Receiver, verdict: MediumVerdict, package: PackageVerdict
) -> TestResult | None:
    """四性检测 of the newest version; what fails speaks against the package."""
    if not package.is_sound:
        return None  # what is not what was handed over is not opened
    newest = newest_of(verdict.path, package)
    told = package.registered.get("各版", {}).get(f"v{newest.version}", "")
    faults = [found.message for found in errors_of(verdict.findings) if _is_common(found)]
    handover = Handover(told, package.registered.get("件数"), medium=faults)
    receiver.report(f"正在检测 {package.code}")
    if receiver.bureau is not None:
        result = test_package(
            receiver.bureau, newest, Occasion.TRANSFER, receiver.answers, handover=handover
        )
    else:
        nobody = Believing(StampStore(Path("/nonexistent")))
        sight = look_at(
            newest, Occasion.TRANSFER, receiver.now, Surroundings(nobody, handover=handover)
        )
        result = judged(sight, receiver.name, receiver.answers)
    package.tests = result.as_json()
    package.findings += [
        Finding(
            "A786",
            place=Place(package.code),
            facts={"item": f"{each.item.code} {each.item.name}", "detail": each.detail},
            clause=_CLAUSE,
        )
        for each in result.failed
    ]
    return result


def _is_common(found: Finding) -> bool:
    """Whether a fault of the medium is no other package's: not in its folder, no sum over all."""
    return not found.place.file.startswith(f"{RECORDS}/") and found.code not in _OF_OTHERS


def _questions(tests: Sequence[TestResult]) -> list[Question]:
    """What people must look at, over all packages: open, or answered."""
    asked: dict[str, Question] = {}
    for test in tests:
        for each in test.results:
            if each.answer or each in test.questions:
                passed = each.result != FAILED if each.answer else None
                text = f"{each.item.name}：{each.item.purpose}"
                said = each.detail if each.answer else ""
                asked.setdefault(each.item.code, Question(each.item.code, text, said, passed))
    return list(asked.values())
