"""目标任务: which of a programme's tasks a plan or an agreement says nothing to (六)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cases.lifecycle.eligibility import values_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.casefile import CaseFile
    from cases.policy.programme import Programme, Task


def tasks_untold(programme: Programme, case: CaseFile, figures: str = "") -> Iterator[Task]:
    """The tasks that neither the plan nor the figures name: by rule, or in their own words.

    Where several tasks stand on one rule, each row of the plan that names it tells one of them.
    """
    rows = Counter(values_at(case.data, "计划.目标任务.任务"))
    for task in programme.tasks:
        named = next((key for key in (task.text, task.rule) if key and rows[key] > 0), "")
        rows[named] -= bool(named)
        if not named and task.text not in figures and (not task.rule or task.rule not in figures):
            yield task
