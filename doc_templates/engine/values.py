"""Values that are not text: a picture, another document. docxtpl puts them in."""

from __future__ import annotations

import io
import struct
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.shared import Mm
from docxtpl import InlineImage

from cases.errors import JiangdangError, Kind
from doc_templates.packing import unpack

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

_BAD_PICTURES = (
    UnrecognizedImageError,
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    ValueError,
    ArithmeticError,
    LookupError,
    struct.error,
)
DOCUMENT: ContextVar[DocxTemplate] = ContextVar("document")


class UnusablePictureError(JiangdangError):
    """The bytes given for a picture are no picture that Word knows."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D240"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG, JPEG, GIF, BMP or TIFF) to be printed ``width`` millimetres wide."""

    content: bytes
    width: float

    def __html__(self) -> str:
        """Word's XML for the picture, which joins the document being rendered."""
        image = InlineImage(DOCUMENT.get(), io.BytesIO(self.content), Mm(self.width))
        try:
            return str(image)
        except _BAD_PICTURES as error:
            raise UnusablePictureError(size=len(self.content)) from error

    def __str__(self) -> str:
        """Nothing: a picture has no characters to look up in fonts."""
        return ""


@dataclass(frozen=True, slots=True)
class Insert:
    """A Word document whose body takes the place of the paragraph ``{{p value }}``."""

    content: bytes

    def __html__(self) -> str:
        """Word's XML for the body; its pictures and styles join the document being rendered."""
        unpack(self.content, "附文")
        inserted: Any = DOCUMENT.get().new_subdoc(io.BytesIO(self.content))
        return str(inserted)

    def __str__(self) -> str:
        """Nothing, as of a picture."""
        return ""
