"""Bars of long work on a terminal; silence when piped."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bars:
    """A bar for each kind of long work, taken down when the work is done."""

    def __init__(self) -> None:
        """No bar yet."""
        self._shown: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, of: int) -> None:
        """Show that ``done`` of ``of`` are done."""
        if not sys.stderr.isatty():
            return
        shown = self._shown = self._shown or _started()
        if what not in self._tasks:
            self._tasks[what] = shown.add_task(what, total=of)
        shown.update(self._tasks[what], completed=done, total=of, refresh=True)
        if done >= of:
            shown.stop()
            self._shown, self._tasks = None, {}


def _started() -> Progress:
    """A display on stderr: what, bar, done of total, time left."""
    from rich import progress
    from rich.console import Console

    parts = (progress.TextColumn("{task.description}"), progress.BarColumn())
    rest = (progress.MofNCompleteColumn(), progress.TimeRemainingColumn())
    shown = progress.Progress(*parts, *rest, console=Console(stderr=True), transient=True)
    shown.start()
    return shown
