"""Opening a PDF that is to be stamped, to look at it and to write its next revision."""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

MOST_PAGES = 2000
BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)


class CannotStampError(JiangdangError):
    """The PDF is damaged, encrypted or too large to stamp."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S302"


@contextmanager
def opened_pages(pdf: bytes) -> Iterator[Any]:
    """The PDF as pdfium sees it; CannotStampError for what is none, or beyond 2000 pages."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise CannotStampError(reason="文件损坏、加密或不是 PDF") from error
    try:
        if len(document) > MOST_PAGES:
            raise CannotStampError(reason=f"超过 {MOST_PAGES} 页")
        if not len(document):
            raise CannotStampError(reason="一页也没有")
        yield document
    finally:
        document.close()


def opened_writer(pdf: bytes) -> IncrementalPdfFileWriter:
    """A writer of the next revision; CannotStampError for an encrypted or damaged file."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError

    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            raise CannotStampError(reason="文件已加密，请向发来的人要没有加密的")
        writer.prev.embedded_signatures  # noqa: B018 - a broken form shows here
    except (PdfError, *BROKEN) as error:
        raise CannotStampError(reason="文件结构损坏，请让发来的人重新导出") from error
    return writer
