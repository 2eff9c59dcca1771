"""The one refusal of stamp pictures that are none."""

from __future__ import annotations

from typing import ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.pictures.geometry import LARGEST_DIAMETER_MM


class StampPictureError(JiangdangError):
    """The picture is no stamp in true size with a transparent ground."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S207"


def fault(reason: str) -> StampPictureError:
    """The refusal, with its reason."""
    return StampPictureError(reason=reason, largest=f"{LARGEST_DIAMETER_MM:g}")
