"""What the rules look at: a measured paper, its layout and what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from doc_templates.lint.closings import closing_of
from doc_templates.lint.grids import grids_of

if TYPE_CHECKING:
    from cases.findings import Finding
    from doc_templates.catalogue import DocumentKind
    from doc_templates.lint.closings import Closing
    from doc_templates.lint.grids import Grid
    from doc_templates.lint.parts import Parts
    from doc_templates.lint.profiles import Profile
    from doc_templates.lint.sheets import Paper


@dataclass(frozen=True)
class Reading:
    """A paper under the name of its file, its elements, its layout; its kind where it is known."""

    name: str
    paper: Paper
    parts: Parts
    profile: Profile
    kind: DocumentKind | None = None

    @cached_property
    def grids(self) -> dict[int, tuple[Grid, ...]]:
        """The tables of each sheet by its number, from top to bottom."""
        return {sheet.number: grids_of(sheet) for sheet in self.paper.sheets}

    @cached_property
    def closing(self) -> Closing | None:
        """署名 and 成文日期 with the stamps of their page; none on other than official papers."""
        return closing_of(self.profile, self.parts)


Rule: TypeAlias = Callable[[Reading], "Iterator[Finding]"]
