"""A small command for the fault harness: one act with a number, a case file and a document."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from cases.digest import digest_of_file
from cases.errors import JiangdangError
from cases.journal.journal import Journal
from cases.workspace import Workspace

CASE = "cases/2019-SX-001/case.yaml"


def main(root: Path) -> None:
    """Award: a number is taken, the case file revised, a document laid beside it."""
    workspace = Workspace(root)
    journal = Journal(workspace, datetime.now(UTC))
    before = digest_of_file(root / CASE)
    with journal.act("award", "样经办", "2019-SX-001") as act:
        number = act.reserve("静人社", 2019)
        after = act.write(CASE, f"文号: {number}\n".encode() * 50, before)
        document = f"cases/2019-SX-001/documents/{number}.docx"
        digest = act.write(document, b"docx" * 2000, None)
        act.describe(number, digest, "样例通知")
        act.use_stamp("公章", "样例局", digest, str(number))
        act.enter("award", "2019-SX-001", {"文号": number, "案卷摘要": after})


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except JiangdangError as error:
        sys.stderr.write(f"[{error.code}] {error.message}\n")
        raise SystemExit(3) from error
