"""A process that takes numbers, one act each, until it is done or killed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from cases.journal.journal import Journal
from cases.workspace import Workspace


def main(root: Path, which: str, count: int) -> None:
    """Take ``count`` numbers, each in an act of its own, and print them once committed."""
    target = f"2019-SX-00{which}"
    for _ in range(count):
        journal = Journal(Workspace(root), datetime.now(UTC))
        with journal.act("award", "样经办", target) as act:
            number = act.reserve("静人社", 2019)
            act.write(f"cases/{target}/documents/{number}.txt", str(number).encode(), None)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
