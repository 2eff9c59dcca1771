"""Taking in a Word file from outside: refused by name, or handed over in one settled form."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from doc_templates.packing import NotWordFileError
from doc_templates.word_contents import content_faults
from doc_templates.word_parts import (
    CONTENT_TYPES,
    ROOT_RELATIONS,
    STRICT_OFFICE_DOCUMENT,
    main_part,
)
from doc_templates.word_settling import settled
from doc_templates.word_zip import open_zip, read_members, zip_faults

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnsafeWordFileError(JiangdangError):
    """A Word file holds what no template or form may; its findings name all of it."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D114"


class StrictWordFileError(JiangdangError):
    """The file is saved as Strict Open XML, whose names are others."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D117"


def open_word_file(content: bytes, name: str) -> dict[str, bytes]:
    """The members of a Word file from outside; the main part is ``word/document.xml``.

    Raises UnsafeWordFileError with all findings (macros, links out, objects, fields, DTDs,
    tricks of the zip); EncryptedWordFileError, OldWordFileError, StrictWordFileError,
    TemplateTooLargeError and NotWordFileError for what is no such file at all.
    """
    members, findings = _looked_over(content, name)
    if findings:
        raise UnsafeWordFileError(name=name, count=len(findings), findings=findings)
    return settled(members)


def check_word_file(content: bytes, name: str) -> tuple[Finding, ...]:
    """Why a Word file from outside is not taken in; nothing when it is. Raises nothing."""
    try:
        return _looked_over(content, name)[1]
    except JiangdangError as error:
        return (Finding(error.code, place=Place(name), facts=error.facts),)


def _looked_over(content: bytes, name: str) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """The members and all that is wrong with them; a bomb is not unpacked."""
    with open_zip(content, name) as package:
        faults = tuple(zip_faults(package, content, name))
        if faults:
            return {}, faults
        members = read_members(package, name)
    _require_word(members, name)
    faults = tuple(content_faults(members, name))
    if not faults and main_part(members) is None:
        raise NotWordFileError(name=name)
    return members, faults


def _require_word(members: Mapping[str, bytes], name: str) -> None:
    """Refuse what is no Word file, or a strict one."""
    if CONTENT_TYPES not in members or ROOT_RELATIONS not in members:
        raise NotWordFileError(name=name)
    if STRICT_OFFICE_DOCUMENT.encode() in members[ROOT_RELATIONS]:
        raise StrictWordFileError(name=name)
