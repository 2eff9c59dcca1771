"""Passphrases and PINs: from the environment or a private file, never shown by a traceback."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 4096


class StampKeyExposedError(JiangdangError):
    """Others may read the stamp's key, or the passphrase of it."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S208"


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase that prints as nothing, so that no error report shows it."""

    value: bytes = field(repr=False)

    def __bool__(self) -> bool:
        """Whether there is one at all."""
        return bool(self.value)


def from_environment(variable: str) -> Passphrase:
    """The passphrase in an environment variable, or none."""
    return Passphrase(os.environ.get(variable, "").encode("utf-8"))


def from_file(path: Path) -> Passphrase:
    """The passphrase in a file that only its owner may read; StampKeyExposedError otherwise."""
    refuse_exposed(path)
    with path.open("rb") as stream:
        return Passphrase(stream.read(_LARGEST).strip())


def refuse_exposed(path: Path) -> None:
    """Refuse a file that others may read."""
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise StampKeyExposedError(path=path, mode=f"{mode:o}")
