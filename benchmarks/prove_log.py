"""How long a long log takes to prove, to sign and to prove a line of, and how much memory.

Usage: python benchmarks/prove_log.py [LINES]; the workspace is made in a temporary folder.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

from acts.log.anchoring import anchor_state
from acts.log.growth import growth
from acts.log.proving import line_proof
from cases.journal.journal import Journal
from cases.log.checkpoints import write_checkpoint
from cases.log.entries import FIRST, Entry, Frame, hash_of, line_of
from cases.log.verification import verify_log
from cases.workspace import Workspace

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
EVERY = 2000  # lines between two checkpoints


def main() -> None:
    """Measure each job once and print a row."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        workspace.settings_file.write_text("格式版本: 1\n", encoding="utf-8")
        Journal(workspace, NOW)
        fill(workspace, count)
        megabytes = workspace.log_file.stat().st_size / 1e6
        told(f"{count} lines, {megabytes:.0f} MB, memory before {peak():.0f} MB")
        measure("checkpoint after one more line", lambda: one_more(workspace))
        measure("verify_log", lambda: verify_log(workspace).intact)
        measure("proof of a line", lambda: len(line_proof(workspace, count // 3).hashes))
        measure("growth since a third", lambda: len(growth(workspace, str(count // 3)).hashes))
        measure("anchor_state", lambda: anchor_state(workspace).sentence)


def fill(workspace: Workspace, count: int) -> None:
    """So many lines, written straight into register and file, with a checkpoint now and then."""
    frame = Frame(NOW, "样经办", "clerk", "20260302T093000x00000000", "sha256:" + "0" * 64, "")
    previous, seq = FIRST, 0
    while seq < count:
        rows = []
        for _ in range(min(EVERY, count - seq)):
            seq += 1
            facts = {"第": seq, "摘要": "sha256:" + f"{seq:064x}", "环节": "review"}
            line = line_of(Entry("make", "2019-SX-001", facts), frame, seq, previous)
            previous = hash_of(line)
            rows.append((seq, line, previous, frame.act))
        with closing(connect(workspace.register_file)) as connection, connection:
            connection.executemany("INSERT INTO log_lines VALUES (?, ?, ?, ?)", rows)
        with workspace.log_file.open("a", encoding="utf-8") as stream:
            stream.writelines(row[1] + "\n" for row in rows)
        write_checkpoint(workspace, NOW)


def one_more(workspace: Workspace) -> int:
    """What each seal adds: a line, then a checkpoint."""
    with Journal(workspace, NOW).act("note", "样经办", "2019-SX-001"):
        pass
    started = time.process_time()
    size = write_checkpoint(workspace, NOW).size
    told(f"  of which the checkpoint {1000 * (time.process_time() - started):.0f} ms")
    return size


def measure(name: str, job: object) -> None:
    """Processor time of one job and the process's peak memory after it."""
    started = time.process_time()
    result = job()  # type: ignore[operator]
    spent = time.process_time() - started
    told(f"{name:32} {spent:7.2f} s   peak {peak():5.0f} MB   {result}")


def told(line: str) -> None:
    """A line of the report, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def peak() -> float:
    """Peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
