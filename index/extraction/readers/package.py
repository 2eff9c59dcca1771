"""The zip around an office file, unpacked within bounds, its parts as XML that cannot bite."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from contextlib import contextmanager
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote

from index.extraction.unreadable import ENCRYPTED, UnreadableFileError, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extraction.harvest import Harvest

MOST_XML = 80_000_000
_CHUNK = 1 << 18
_NO_MEMORY = 2  # of libxml2
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError)


@contextmanager
def sound_zip() -> Iterator[None]:
    """Whatever a torn zip raises, told as damage; a password told as such."""
    try:
        yield
    except RuntimeError as error:
        if isinstance(error, RecursionError | NotImplementedError):
            raise damaged("压缩结构损坏") from error
        raise UnreadableFileError(ENCRYPTED) from error
    except _BROKEN as error:
        raise damaged("压缩结构损坏") from error


class Package:
    """The members of a zip by name; what they unpack to is counted."""

    def __init__(self, content: bytes, harvest: Harvest) -> None:
        """Read the directory; nothing is unpacked yet."""
        self._harvest = harvest
        with sound_zip():
            self._zip = zipfile.ZipFile(BytesIO(content))
            self.members = {_plain(each.filename): each for each in self._zip.infolist()}

    def __contains__(self, name: str) -> bool:
        """Whether there is such a member."""
        return name in self.members

    def below(self, folder: str) -> list[str]:
        """The members of a folder, in the order of their numbers."""
        found = (name for name in self.members if name.startswith(folder))
        return sorted((each for each in found if not each.endswith("/")), key=_by_number)

    def read(self, name: str, most: int = MOST_XML) -> bytes:
        """A member's bytes."""
        pieces = []
        with sound_zip(), self._zip.open(self.members[name]) as stream:
            while piece := stream.read(_CHUNK):
                most -= len(piece)
                if most < 0:
                    raise UnreadableFileError("I206", limit=MOST_XML)
                self._harvest.bounds.spend_expanded(len(piece))
                pieces.append(piece)
        return b"".join(pieces)

    def is_larger(self, name: str, most: int) -> bool:
        """Whether a member says that it unpacks to more bytes."""
        return self.members[name].file_size > most

    def stream(self, name: str) -> IO[bytes]:
        """A member to be read piece by piece, counted."""
        with sound_zip():
            return _Counted(self._zip.open(self.members[name]), self._harvest)  # type: ignore[return-value]

    def torn(self, name: str) -> None:
        """Tell that a part breaks off."""
        self._harvest.leave(name, "I215")

    def root(self, name: str) -> Any:
        """A member as XML; None where it is missing or no XML at all."""
        return parsed_xml(self.read(name), self._harvest, name) if name in self else None

    def links(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points to inside the package: id -> sort and member."""
        folder, _, name = part.rpartition("/")
        root = self.root(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        for each in root if root is not None else ():
            if each.get("TargetMode") == "External" or not isinstance(each.tag, str):
                continue
            target = _resolved(folder, each.get("Target") or "")
            found[each.get("Id") or ""] = ((each.get("Type") or "").rpartition("/")[2], target)
        return found

    def main_part(self, usual: str) -> str:
        """The part the package is about: by its relations, else the usual name."""
        targets = [target for sort, target in self.links("").values() if sort == "officeDocument"]
        found = next((each for each in [*targets, usual] if each in self), "")
        if not found:
            raise damaged("缺少主文档")
        return found


class _Counted:
    """A stream whose bytes are counted as they come."""

    def __init__(self, stream: IO[bytes], harvest: Harvest) -> None:
        self._stream, self._harvest = stream, harvest

    def read(self, size: int = _CHUNK) -> bytes:
        with sound_zip():
            piece = self._stream.read(size if size > 0 else _CHUNK)
        self._harvest.bounds.spend_expanded(len(piece))
        return piece


def parsed_xml(content: bytes, harvest: Harvest, name: str) -> Any:
    """XML without entities; of a torn document what comes before the tear, and it is told."""
    from lxml import etree

    harvest.bounds.look_at_the_clock()
    try:
        return etree.fromstring(content, _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        _refuse_full_memory(error)
    root = None
    try:
        root = etree.fromstring(content, _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        _refuse_full_memory(error)
    if root is None:
        raise damaged("XML 结构读不通")
    harvest.leave(name, "I215")
    return root


def _refuse_full_memory(error: Exception) -> None:
    """Tell a memory that is full from a part that is torn."""
    if getattr(error, "code", 0) == _NO_MEMORY or "emory" in str(error):
        raise MemoryError from error


def _parser(*, recover: bool) -> Any:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=recover
    )


def local(node: Any) -> str:
    """A node's name without its namespace; empty for comments and the like."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(node: Any, name: str) -> str:
    """A node's attribute by its name without namespace."""
    for key, value in node.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def _plain(name: str) -> str:
    """A member's name as parts are named, whatever slashes its program wrote."""
    return name.replace("\\", "/").lstrip("/")


def _resolved(folder: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    joined = target if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(joined).lstrip("/")


def _by_number(name: str) -> tuple[int, str]:
    digits = "".join(sign for sign in name.rpartition("/")[2] if sign.isdigit() and sign.isascii())
    return int(digits[:9] or 0), name
