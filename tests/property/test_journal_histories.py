"""Whatever mix of acts succeeds, fails or dies, the registers and the log hold together."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.digest import digest_of
from cases.journal import owners
from cases.journal.act import Act
from cases.journal.journal import Journal
from cases.log.checkpoints import write_checkpoint
from cases.log.verification import verify_log
from cases.workspace import Workspace
from tests.tools.soundness import problems
from tests.tools.workspaces import NOW, bare_workspace, open_journal

ENDS = st.sampled_from(["commits", "fails", "dies", "is checkpointed"])
ACTS = st.lists(
    st.tuples(ENDS, st.sampled_from(["静人社", "静人社函"]), st.integers(0, 3), st.booleans()),
    max_size=12,
)


class FailedError(Exception):
    """What goes wrong inside an act."""


@settings(max_examples=8, deadline=None)
@given(ACTS)
def test_numbers_have_no_gap_and_files_are_as_registered(
    history: list[tuple[str, str, int, bool]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = bare_workspace(Path(folder) / "ws")
        taken = 0
        for step, (end, series, count, writes) in enumerate(history):
            journal = open_journal(workspace)
            carry_out(journal, end, (series, count, writes), step)
            taken += count
            if end == "is checkpointed":
                write_checkpoint(workspace, NOW)
        register = open_journal(workspace).register
        assert len(register.numbers()) == taken
        assert not register.findings()
        assert not problems(workspace)


def carry_out(journal: Journal, end: str, what: tuple[str, int, bool], step: int) -> None:
    """One act that ends as told."""
    opened = journal.act("award", "样经办", f"2019-SX-{step % 3:03d}")
    act = opened.__enter__()
    gather(journal.workspace, act, what, step)
    if end == "dies":
        owners.end(act.id)
    elif end == "fails":
        with suppress(FailedError):
            opened.__exit__(FailedError, FailedError(), None)
    else:
        opened.__exit__(None, None, None)


def gather(workspace: Workspace, act: Act, what: tuple[str, int, bool], step: int) -> None:
    """Numbers and a new revision of the case."""
    series, count, writes = what
    for _ in range(count):
        act.reserve(series, 2019)
    if writes:
        path = f"cases/{act.target}/case.yaml"
        present = workspace.root / path
        before = digest_of(present.read_bytes()) if present.exists() else None
        act.write(path, f"a: {step}\n".encode(), before)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 900))
def test_a_log_cut_anywhere_is_caught_and_made_whole(cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = bare_workspace(Path(folder) / "ws")
        journal = open_journal(workspace)
        for number in range(2):
            with journal.act("note", "样经办", "2019-1") as act:
                act.enter("note", "2019-1", {"第": number})
        whole = workspace.log_file.read_bytes()
        kept = whole[: min(cut, len(whole) - 1)]
        workspace.log_file.write_bytes(kept)
        assert verify_log(workspace).findings
        open_journal(workspace)
        assert workspace.log_file.read_bytes().startswith(whole)
        assert not problems(workspace)
