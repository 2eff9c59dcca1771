"""Ten thousand packages: listing, verifying a sample, what is due; processor and peak memory.

Beside each stands what does the same without us: ``find`` with ``sha256sum`` tells every root,
bagit-python and ``sha256sum -c`` verify the same sample.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from acts.bureau import SHANGHAI
from archive.sealing import seal
from archive.verification import root_of
from cases.journal.journal import Journal
from cases.log.checkpoints import write_checkpoint
from cases.workspace import Workspace
from tests.fixtures.bags.plans import CODE, make_plan, make_workspace
from tests.fixtures.command_line import Desk

COUNTS = (1_000, 10_000)
SAMPLE = 20
ROUNDS = 3
JIANGDANG = str(Path(sys.executable).with_name("jiangdang"))
BAGIT = """
import sys, bagit
for folder in sys.argv[1:]:
    bagit.Bag(folder).validate()
"""

STARTER = """
import os, sys
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
sys.stderr.write(f"\\n{usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}\\n")
sys.exit(os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True)
class Cost:
    """What one command took: seconds of processor, peak memory in MB, its answer."""

    seconds: float
    megabytes: float
    out: bytes


def main() -> None:
    """Build a workspace of each size and measure."""
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as scratch:
            begun = time.perf_counter()
            root = furnish(Path(scratch), count)
            say(f"\n{count} 个归档包（造好用 {time.perf_counter() - begun:.0f} 秒）")
            measure(root)


def measure(root: Path) -> None:
    """Each command of ours and its peer, in turn."""
    catalogue = root / "index" / "packages.sqlite3"
    ours = [JIANGDANG, "-w", str(root), "archive"]
    sampling = [*ours, "verify", "--sample", str(SAMPLE), "--seed", "1", "--json"]
    finding = (
        "find . -name tagmanifest-sha256.txt -print0 | sort -z | xargs -0 sha256sum | cut -c 1-200"
    )
    tell("find + sha256sum 列全部根摘要", lambda: ["sh", "-c", finding], root / "archive")
    tell("列表，第一次（没有目录）", lambda: [*ours, "list"], before=catalogue)
    tell("列表", lambda: [*ours, "list"])
    tell("列表 --json", lambda: [*ours, "list", "--json"])
    folders = sampled(root, run([*sampling]))
    tell("bagit-python 核验同样 20 个", lambda: [sys.executable, "-c", BAGIT, *folders])
    check = 'for d; do (cd "$d" && sha256sum --quiet -c manifest-sha256.txt) || exit 1; done'
    tell("sha256sum -c 核验同样 20 个", lambda: ["sh", "-c", check, "sh", *folders])
    tell(f"抽 {SAMPLE} 个核验", lambda: sampling)
    tell(f"抽 {SAMPLE} 个核验 --sha256", lambda: [*sampling, "--sha256"])
    tell(f"到期的核验 {SAMPLE} 个", lambda: [*ours, "verify", "--due", "--limit", str(SAMPLE)])
    tell("处置到期一览", lambda: [*ours, "due", "--json"])
    tell("查看一个", lambda: [*ours, "show", Path(folders[0]).parent.name])


def tell(
    name: str, words: Callable[[], list[str]], place: Path | None = None, before: Path | None = None
) -> None:
    """Run it a few times; print the median time and the greatest peak."""
    costs = []
    for _ in range(ROUNDS):
        if before is not None:
            before.unlink(missing_ok=True)
        costs.append(run(words(), place))
    seconds = statistics.median(cost.seconds for cost in costs)
    megabytes = max(cost.megabytes for cost in costs)
    say(f"{name:30s} {seconds:8.2f} s {megabytes:8.0f} MB")


def run(words: list[str], place: Path | None = None) -> Cost:
    """One command to its end, with the peak memory of its process.

    A process begins with the peak of the one that starts it, so a small one does.
    """
    line = [sys.executable, "-I", "-S", "-c", STARTER, *words]
    done = subprocess.run(line, cwd=place, capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{words[:6]} 退出码 {done.returncode}")
    seconds, kilobytes = done.stderr.splitlines()[-1].split()
    return Cost(float(seconds), int(kilobytes) / 1024, done.stdout)


def sampled(root: Path, cost: Cost) -> list[str]:
    """The folders of the versions that our sample looked at, by the log."""
    assert json.loads(cost.out)["packages"] == SAMPLE
    with (root / "log.jsonl").open(encoding="utf-8") as lines:
        looks = [line for line in lines if '"fixity"' in line]
    return [str(root / "archive" / name) for name in json.loads(looks[-1])["facts"]["完好"]]


def furnish(folder: Path, count: int) -> Path:
    """A workspace with so many small packages, each known to the log, and one checkpoint."""
    desk = Desk(folder / "工作区")
    desk.furnish()
    workspace = Workspace(desk.root)
    papers = make_workspace(folder / "材料")
    at = datetime.now(SHANGHAI) - timedelta(days=100)
    model = seal(make_plan(papers), papers, at).path
    parts = dict(_parts(model))
    rows = [(code, _write(model, parts, workspace, code)) for code in _codes(count)]
    for start in range(0, count, 500):
        with Journal(workspace, at).act("seal", "样档案", "2020-SX-001") as act:
            for code, root in rows[start : start + 500]:
                act.enter("seal", "2020-SX-001", {"档号": code, "版本": 1, "根": root})
    write_checkpoint(workspace, at)
    return desk.root


def _codes(count: int) -> Iterator[str]:
    """Reference codes, all of one length."""
    for number in range(count):
        yield f"J099-ZY·JN·{2000 + number // 999}-D30-{number % 999 + 1:03d}"


def _parts(model: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the model that name its code."""
    for path in sorted(model.rglob("*")):
        if path.is_file() and CODE.encode() in path.read_bytes():
            yield path.relative_to(model).as_posix(), path.read_bytes()


def _write(model: Path, parts: dict[str, bytes], workspace: Workspace, code: str) -> str:
    """One package: what names the code is written, all else is linked; its root."""
    target = workspace.packages / code / "v1"
    changed = {name: text.replace(CODE.encode(), code.encode()) for name, text in parts.items()}
    for kind in ("manifest", "tagmanifest"):
        for algorithm in ("sha256", "sm3"):
            _renew(model, changed, f"{kind}-{algorithm}.txt", algorithm)
    for path in model.rglob("*"):
        name = path.relative_to(model).as_posix()
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if name in changed:
            place.write_bytes(changed[name])
        elif path.is_file():
            place.hardlink_to(path)
    return root_of(target)


def _renew(model: Path, changed: dict[str, bytes], name: str, algorithm: str) -> None:
    """A manifest with the digests of what was changed."""
    lines = []
    for line in (model / name).read_text("utf-8").splitlines():
        digest, _, path = line.partition("  ")
        if path in changed:
            digest = hashlib.new(algorithm, changed[path]).hexdigest()
        lines.append(f"{digest}  {path}\n")
    changed[name] = "".join(lines).encode()


def say(text: str) -> None:
    """A line of the result."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
