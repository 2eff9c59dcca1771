"""The shipped samples: settings, cases, evidence, and the story that is told with them."""

from __future__ import annotations

import getpass
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from acts.advancing import Advance, advance
from acts.batches import open_batch
from acts.editing import edit_case
from acts.evidence.taking_in import Placing, add_evidence, missing_items
from acts.papers.documents import make_documents
from acts.rosters.intake import CaseFaultsError, import_cases
from acts.sealing.package_papers import is_transfer
from acts.sealing.sealing import seal_targets
from cases.casefile import read_case, read_target
from cases.lifecycle.decision import questions
from cases.lifecycle.steps import find_step
from cases.recordfile import parse_record
from cases.yamlnodes import compose, plain
from cases.yamltext import Put, changed
from cases.yamlwriting import dump, flow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.demo.people import People

Raw = dict[str, Any]
_STAGES = {
    "开批": "开批",
    "立案": "导入案卷",
    "登记经费": "登记经费",
    "证据": "收入证据",
    "制作": "制作文书",
    "归档": "封存",
    "检测": "检测和移交登记",
}
_ADMINISTRATOR = ("人员", 4, "用户")


def _samples() -> Traversable:
    return files("acts").joinpath("samples")


def sample_settings() -> str:
    """The demonstration's ``jiangdang.yaml``; the present user is its 管理员."""
    text = _samples().joinpath("demo-settings.yaml").read_text("utf-8")
    return changed(text, [Put(_ADMINISTRATOR, getpass.getuser())], "jiangdang.yaml")


def sample_entries() -> Iterator[Entry]:
    """The story, entry by entry."""
    text = _samples().joinpath("plan.yaml").read_text("utf-8")
    story = plain(compose(text, "plan.yaml"))
    told = story["经过"] if isinstance(story, dict) else ()
    yield from (Entry(raw) for raw in told if isinstance(raw, dict))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the story."""

    raw: Raw

    @property
    def kind(self) -> str:
        """开批, 立案, 办理, 登记经费, 证据, 归档 or 检测: the entry's first key."""
        return next(iter(self.raw))

    @property
    def stage(self) -> str:
        """What the clock calls it: the step's label, or the kind's."""
        if self.kind == "办理":
            return find_step(str(self.raw["环节"])).label
        return _STAGES[self.kind]

    @property
    def told(self) -> str:
        """Whom it concerns."""
        named = self.raw[self.kind]
        return named if isinstance(named, str) else "、".join(named)

    @property
    def refusal_expected(self) -> bool:
        """Whether the checks are meant to refuse it."""
        return self.raw.get("应被拒绝") == "是"

    def carry_out(self, people: People) -> None:
        """Do what the entry tells."""
        _ACTS[self.kind](people, self.raw)


def _open(people: People, raw: Raw) -> None:
    open_batch(people.clerk(), raw["开批"], raw["内容"], date.fromisoformat(raw["日期"]))


def _import(people: People, raw: Raw) -> None:
    """Import the sample cases; a refused one stops the entry with its findings."""
    with ExitStack() as stack:
        folder = _samples().joinpath("cases")
        paths = [stack.enter_context(as_file(folder.joinpath(f"{n}.yaml"))) for n in raw["立案"]]
        result = import_cases(people.clerk(), paths)
    for refused in result.refused:
        count = len(refused.findings)
        raise CaseFaultsError(row=refused.row, count=count, findings=refused.findings)


def _advance(people: People, raw: Raw) -> None:
    """Enter one step for all targets of the entry, in one act."""

    def act(bureau: Bureau) -> None:
        advance(bureau, [_asked(bureau, raw, target) for target in raw["办理"]])

    people.with_consent(act)


def _asked(bureau: Bureau, raw: Raw, target: str) -> Advance:
    record = {**(raw.get("记录") or {}), **(raw.get("逐案记录") or {}).get(target, {})}
    facts, _ = parse_record(dump({"记录": record}), "plan.yaml", raw["环节"])
    on = _day(bureau, raw["日期"], target)
    return Advance(target, raw["环节"], on, facts, _answers(bureau, raw, target))


def _day(bureau: Bureau, text: str, target: str) -> date:
    """The day told, or the day on the case's own application form."""
    if text != "申报日":
        return date.fromisoformat(text)
    day = read_case(bureau.workspace, target).get("申报.日期")
    return day if isinstance(day, date) else date.fromisoformat(str(day))


def _answers(bureau: Bureau, raw: Raw, target: str) -> dict[str, Raw]:
    """Every question of the step answered 符合, with basis and signature as told."""
    given = raw.get("核对")
    if not given:
        return {}
    case = read_case(bureau.workspace, target)
    policy = bureau.policy_of(case)
    programme = next(p for p in policy.programmes.values() if p.label == case.programme)
    answer = {"结论": "符合", "依据": given["依据"], "签名": given["签名"]}
    return {asked.rule: answer for asked in questions(policy, programme, raw["环节"])}


def _funds(people: People, raw: Raw) -> None:
    """The ledger of each case; vouchers and receipts bear the case they belong to."""
    kept = [key for key in ("配套到位", "支出", "收据") if key in raw]
    for target in raw["登记经费"]:
        lists = {key: flow(raw[key]).replace("样凭-", f"样凭{target}-") for key in kept}
        pairs = [f"经费.{key}={rows}" for key, rows in lists.items()]
        edit_case(people.clerk(), target, pairs)


def _evidence(people: People, raw: Raw) -> None:
    with as_file(_samples().joinpath("evidence")) as folder:
        for target in raw["证据"]:
            for element, name in raw["要素"].items():
                add_evidence(people.clerk(), target, [folder / name], Placing(element=element))
            _other_papers(people.clerk(), target, folder / raw["材料"])


def _other_papers(bureau: Bureau, target: str, paper: Path) -> None:
    """The papers that the steps taken require, each by the sample paper."""
    for item in missing_items(bureau, read_case(bureau.workspace, target)):
        add_evidence(bureau, target, [paper], Placing(step=item.step, item=item.name))


def _seal(people: People, raw: Raw) -> None:
    on = people.clerk().now.date()
    people.with_consent(lambda bureau: seal_targets(bureau, raw["归档"], on))


def _papers(people: People, raw: Raw) -> None:
    """Papers that no step of their own makes due, on the day told."""
    on = date.fromisoformat(raw["日期"])
    for target in raw["制作"]:

        def act(bureau: Bureau, target: str = target) -> None:
            make_documents(bureau, target, raw["文书"], "", on)

        people.with_consent(act)


def _package_papers(people: People, raw: Raw) -> None:
    """A paper about what was sealed: by reference code, or of a whole batch."""
    bureau = people.clerk()
    for target in raw["检测"]:
        code = str(read_target(bureau.workspace, target).get("档号", ""))
        whole = is_transfer(bureau, raw["文书"])
        on = bureau.now.date()
        make_documents(bureau, target if whole else code, [raw["文书"]], "", on)


_ACTS = {
    "开批": _open,
    "立案": _import,
    "办理": _advance,
    "登记经费": _funds,
    "证据": _evidence,
    "归档": _seal,
    "制作": _papers,
    "检测": _package_papers,
}
