"""Every fault at every mutating system call: save a case, add evidence, issue, seal, index.

    python -m tests.tools.all_faults                 # all acts, all points: hours of one core
    python -m tests.tools.all_faults --act seal --stride 8 --fault kill

The tests in ``tests/harness`` try a thinned set of the same.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from tests.tools import scenes, scenes_of_years
from tests.tools.faults import KILL, Report, run_faults
from tests.tools.scenes import Scene

ACTS = (
    *("edit", "evidence", "award", "seal", "notice", "following", "indexing", "rebuilding"),
    *("money", "old-years", "withdrawal", "scores", "opening"),
)
FAULTS: Mapping[str, tuple[str, frozenset[int]]] = {
    "kill": (KILL, frozenset()),
    "eio": ("error=EIO", frozenset({0, 1})),
    "enospc": ("error=ENOSPC", frozenset({0, 1})),
}


def scene_of(act: str, folder: Path) -> Scene:
    """The workspace just before the act."""
    makers: Mapping[str, Callable[[Path], Scene]] = {
        "edit": scenes.before_edit,
        "evidence": scenes.before_evidence,
        "award": scenes.before_award,
        "notice": scenes.before_notice,
        "following": scenes.before_following,
        "indexing": scenes.before_indexing,
        "rebuilding": scenes.before_rebuilding,
        "money": scenes_of_years.before_money,
        "old-years": scenes_of_years.before_old_years,
        "withdrawal": scenes_of_years.before_withdrawal,
        "scores": scenes_of_years.before_scores,
        "opening": scenes_of_years.before_opening,
    }
    if act == "seal":
        return scenes.before_seal(scenes.before_award(folder), folder / "seal")
    return makers[act](folder)


def try_act(
    scene: Scene, fault: str, people: ProcessPoolExecutor, scratch: Path, given: argparse.Namespace
) -> Report:
    """One act under one sort of fault; what is left is looked at by other processes."""
    kind, codes = FAULTS[fault]
    plan = replace(
        scene.plan(scratch, kind, codes),
        check=lambda copy: people.submit(scene.look, copy).result(),
    )
    return run_faults(plan, stride=given.stride, offset=given.offset, processes=given.processes)


def main() -> int:
    """Try what was asked for; 1 when anything was torn, lost, doubled or left over."""
    given = _given()
    faulty = 0
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="faults-") as place:
        os.environ["JIANGDANG_CACHE"] = str(Path(place, "cache"))
        with ProcessPoolExecutor(given.processes, mp_context=context) as people:
            for act in given.act or ACTS:
                folder = Path(place, act)
                folder.mkdir()
                scene = scene_of(act, folder)
                for fault in given.fault or FAULTS:
                    begun = time.monotonic()
                    scratch = folder / f"scratch-{fault}"
                    scratch.mkdir()
                    report = try_act(scene, fault, people, scratch, given)
                    spent = time.monotonic() - begun
                    sys.stdout.write(f"{act}, {fault}: {report} ({spent:.0f} s)\n")
                    sys.stdout.flush()
                    faulty += bool(report.problems) or report.hit < report.tried
    return 1 if faulty else 0


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--act", action="append", choices=ACTS)
    parser.add_argument("--fault", action="append", choices=list(FAULTS))
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
