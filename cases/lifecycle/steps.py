"""环节: every step a batch or a case can take, by id and by Chinese label."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from cases.policy.model import Policy


class UnknownStepError(JiangdangError):
    """Nobody knows a step of that id or label."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "L001"


class Stage(StrEnum):
    """Where in a project's life a step stands."""

    MAIN = "主线"
    IN_TERM = "周期内"
    ENDING = "提前结束"
    CHANGE = "变更"
    BATCH = "批次"
    ARCHIVE = "归档"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its id, its label, and whether it acts on a case, a batch or either."""

    id: str
    label: str
    subjects: tuple[str, ...]
    stage: Stage

    @property
    def subject(self) -> str:
        """What the step acts on first of all: ``case`` or ``batch``."""
        return self.subjects[0]

    @property
    def ends(self) -> bool:
        """Whether a case that took this step has ended."""
        return self.stage is Stage.ENDING or self.id == "close"


_CASE = ("case",)
_BATCH = ("batch",)
_EITHER = ("case", "batch")

STEPS: tuple[Step, ...] = (
    Step("notify", "下发工作通知", _BATCH, Stage.BATCH),
    Step("apply", "申报", _CASE, Stage.MAIN),
    Step("review", "初审", _CASE, Stage.MAIN),
    Step("decline", "不予推荐", _CASE, Stage.ENDING),
    Step("score", "专家差额评审", _BATCH, Stage.MAIN),
    Step("unselected", "未入选", _CASE, Stage.ENDING),
    Step("publicise", "公示", _BATCH, Stage.MAIN),
    Step("objection", "受理异议", _EITHER, Stage.CHANGE),
    Step("answer-objection", "异议处理", _EITHER, Stage.CHANGE),
    Step("object", "公示异议成立", _CASE, Stage.ENDING),
    Step("award", "公布", _BATCH, Stage.MAIN),
    Step("agree", "签订协议", _CASE, Stage.MAIN),
    Step("disburse", "拨款", ("batch", "case"), Stage.MAIN),
    Step("assess", "定期考核", _CASE, Stage.IN_TERM),
    Step("report", "年度报告", _CASE, Stage.IN_TERM),
    Step("inspect", "监督检查", _CASE, Stage.IN_TERM),
    Step("rectify", "限期整改", _CASE, Stage.IN_TERM),
    Step("recheck", "整改复查", _CASE, Stage.IN_TERM),
    Step("claw-back", "追回资金", _CASE, Stage.IN_TERM),
    Step("replace-leader", "变更带头人", _CASE, Stage.IN_TERM),
    Step("change-unit", "变更单位", _CASE, Stage.IN_TERM),
    Step("extend-term", "延长周期", _CASE, Stage.IN_TERM),
    Step("follow-on", "追加资助", _CASE, Stage.IN_TERM),
    Step("withdrawal-notice", "撤销告知", _CASE, Stage.IN_TERM),
    Step("withdraw", "撤销资助", _CASE, Stage.ENDING),
    Step("step-up", "递补公示", _BATCH, Stage.CHANGE),
    Step("step-up-award", "递补公布", _BATCH, Stage.CHANGE),
    Step("recommend", "推荐市级", _BATCH, Stage.BATCH),
    Step("call-term", "通知届满考核", _BATCH, Stage.BATCH),
    Step("assess-term", "届满考核", _CASE, Stage.MAIN),
    Step("close", "结项", _CASE, Stage.MAIN),
    Step("terminate", "终止", _CASE, Stage.ENDING),
    Step("cancel-title", "取消称号", _CASE, Stage.ENDING),
    Step("correct", "更正", _EITHER, Stage.CHANGE),
    Step("archive", "归档", _EITHER, Stage.ARCHIVE),
)
_BY_NAME = {name: step for step in STEPS for name in (step.id, step.label)}

# Contract: apply < review < score < publicise < award; assess-term < close (R50, R68).
FIXED_ORDER = (("apply", "review", "score", "publicise", "award"), ("assess-term", "close"))


def find_step(name: str) -> Step:
    """The step of that id or Chinese label."""
    found = _BY_NAME.get(name.strip())
    if found is None:
        raise UnknownStepError(name=name, known="、".join(step.label for step in STEPS))
    return found


def step_of(name: str) -> Step | None:
    """The step an entry names, or None."""
    return _BY_NAME.get(name)


def main_line(policy: Policy) -> tuple[Step, ...]:
    """The steps every funded case goes through, in the policy's own order."""
    return tuple(step for step in _listed(policy.case_steps) if step.stage is Stage.MAIN)


def batch_line(policy: Policy) -> tuple[Step, ...]:
    """The steps of a batch, in the policy's own order."""
    return _listed(policy.batch_steps)


def takes(policy: Policy, step: str) -> bool:
    """Whether the policy lists the step, for its cases or for its batches."""
    return any(each.id == step for each in (*_listed(policy.case_steps), *batch_line(policy)))


def selecting_step(policy: Policy) -> Step:
    """The step that records who is chosen: the experts' review, else the first list made known."""
    line = (each for each in ("score", "publicise") if takes(policy, each))
    return find_step(next(line, "award"))


def is_fixed_before(first: Step, second: Step) -> bool:
    """Whether no policy may put ``second`` before ``first``."""
    return any(
        first.id in line and second.id in line and line.index(first.id) < line.index(second.id)
        for line in FIXED_ORDER
    )


def order_faults(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The pairs of a policy's step list that break the fixed order."""
    ids = [step.id for step in map(step_of, names) if step is not None]
    return tuple(
        (before, after)
        for line in FIXED_ORDER
        for place, before in enumerate(line)
        for after in line[place + 1 :]
        if before in ids and after in ids and ids.index(before) > ids.index(after)
    )


def _listed(names: tuple[str, ...]) -> tuple[Step, ...]:
    """The steps a policy lists, by id or label."""
    return tuple(step for name in names if (step := _BY_NAME.get(name)) is not None)
