"""What one file may cost: time, text, cells, unpacked bytes, members and depth."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from index.extraction.unreadable import UnreadableFileError

MOST_BYTES = 200 * 1024 * 1024
MOST_SECONDS = 45.0  # of processor: the reader stops by itself and keeps what it has
CPU_SECONDS, CLOCK_SECONDS = 60, 180.0  # then the child is ended
MEMORY_MEGABYTES = 1024
MOST_CHARACTERS = 20_000_000
MOST_EXPANDED = 400_000_000
MOST_RATIO = 1500  # deflate itself ends at 1032
MOST_CELLS = 1_000_000
MOST_PAGES = 20_000
MOST_MEMBERS = 5_000
MOST_DEPTH = 4
MOST_PARTS_TOLD = 1_000


@dataclass(slots=True)
class Bounds:
    """What is left for one file and everything packed in it."""

    seconds: float = MOST_SECONDS
    characters: int = MOST_CHARACTERS
    expanded: int = MOST_EXPANDED
    cells: int = MOST_CELLS
    pages: int = MOST_PAGES
    members: int = MOST_MEMBERS
    _began: float = field(default_factory=time.process_time)

    def look_at_the_clock(self) -> None:
        """Stop when the time is over."""
        if time.process_time() - self._began > self.seconds:
            raise UnreadableFileError("I211", seconds=round(self.seconds))

    def spend_characters(self, count: int) -> None:
        """Take so many characters of text, within time."""
        self.look_at_the_clock()
        self.characters -= count
        if self.characters < 0:
            raise UnreadableFileError("I213", what="文字", limit=f"{MOST_CHARACTERS}字")

    def spend_expanded(self, count: int) -> None:
        """Take so many unpacked bytes, within time."""
        self.look_at_the_clock()
        self.expanded -= count
        if self.expanded < 0:
            raise UnreadableFileError("I206", limit=MOST_EXPANDED)

    def spend_cells(self, count: int) -> None:
        """Take so many cells, within time."""
        self.look_at_the_clock()
        self.cells -= count
        if self.cells < 0:
            raise UnreadableFileError("I213", what="单元格", limit=f"{MOST_CELLS}个")

    def spend_page(self) -> None:
        """Take a page."""
        self.look_at_the_clock()
        self.pages -= 1
        if self.pages < 0:
            raise UnreadableFileError("I213", what="页", limit=f"{MOST_PAGES}页")

    def spend_member(self) -> None:
        """Take a packed file."""
        self.look_at_the_clock()
        self.members -= 1
        if self.members < 0:
            raise UnreadableFileError("I213", what="压缩包内的文件", limit=f"{MOST_MEMBERS}个")
