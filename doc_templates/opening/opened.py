"""What became of opening a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it was opened; ``media_type`` goes by content.

    ``fault`` says why it cannot be opened, ``unlooked`` why nobody tried. ``secret`` tells of
    encryption, ``packed`` of a compression that is not public or of a packed file. ``pdfa`` is the
    verdict in a word, where it was asked for.
    """

    media_type: str = ""
    pages: int = 0
    fault: str = ""
    unlooked: str = ""
    secret: bool = False
    packed: str = ""
    pdfa: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether it was opened and read."""
        return not (self.fault or self.unlooked or self.secret)

    def as_plain(self) -> dict[str, Any]:
        """As it travels between processes."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Opened:
        """What travelled."""
        return cls(**plain)
