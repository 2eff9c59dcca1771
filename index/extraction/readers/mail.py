"""Letters (.eml, .mht): headers in Chinese words, the body once, attachments as files."""

from __future__ import annotations

import email
import email.errors
import email.header
import email.policy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from index.extraction.decoding import decoded, decoded_as
from index.extraction.readers.members import read_member
from index.extraction.readers.pictures import pictures_behind
from index.extraction.readers.web import web_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from index.extraction.harvest import Harvest

_HEADERS = (("Subject", "主题"), ("From", "发件人"), ("To", "收件人"), ("Cc", "抄送"),
            ("Bcc", "密送"), ("Date", "日期"))  # fmt: skip
_FOLDED = re.compile(r"\r?\n[ \t]+")
_SPLIT_WORD = re.compile(r"\?=\s+=\?")
_NAME = re.compile(r"""name\s*=\s*["']?([^"';\r\n]+)""", re.IGNORECASE)
_DEEPEST = 20


def read_mail(content: bytes, harvest: Harvest) -> None:
    """One page for the letter, then the attachments' pages."""
    letter = email.message_from_bytes(content, policy=email.policy.compat32)
    lines = [
        f"{label}：{header_text(value)}"
        for name, label in _HEADERS
        for key, value in letter.raw_items()
        if key.lower() == name.lower()
    ]
    found = _Parts()
    for part in _leaves(letter, 0):
        _sort(part, found)
    names = [f"附件：{name}" for name, _ in found.carried]
    harvest.page("\n".join([*lines, *found.bodies, *names]))
    pictures_behind(found.pictures, harvest)
    for name, inner in found.carried:
        harvest.bounds.spend_member()
        harvest.bounds.spend_expanded(len(inner))
        read_member(name, inner, harvest)


@dataclass(slots=True)
class _Parts:
    """What a letter is made of: its text, the files with it, the pictures within its text."""

    bodies: list[str] = field(default_factory=list)
    carried: list[tuple[str, bytes]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """The parts that hold something, of alternatives only the first that has text."""
    inner = part.get_payload()
    if not isinstance(inner, list) or depth > _DEEPEST or part.get_content_type() == _LETTER:
        yield part
        return
    parts = [each for each in inner if isinstance(each, email.message.Message)]
    is_choice = part.get_content_type() == "multipart/alternative"
    chosen = _chosen(parts) if is_choice else parts
    for each in parts:
        leaves = _leaves(each, depth + 1)
        if each in chosen:
            yield from leaves
        else:  # the same text in another form; what it shows beside is kept
            yield from (leaf for leaf in leaves if leaf.get_content_maintype() in _BESIDE_TEXT)


_LETTER = "message/rfc822"
_BESIDE_TEXT = ("application", "image")


def _chosen(parts: list[Message]) -> list[Message]:
    """Of a body's forms the plain one where it says something, else the last; others stay."""
    plain = [each for each in parts if each.get_content_type() == "text/plain"]
    if plain and any(_body_text(each).strip() for each in plain):
        return plain
    return [each for each in parts if each not in plain] or parts


def _sort(part: Message, found: _Parts) -> None:
    """A part as body, as attachment or as picture within the text."""
    name = _name(part)
    if part.get_content_type() == _LETTER:
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        if isinstance(first, email.message.Message):
            title = header_text(_raw(first, "subject")) or "邮件"
            found.carried.append((name or f"{title}.eml", first.as_bytes()))
        return
    attached = part.get_content_disposition() == "attachment"
    if part.get_content_maintype() == "text" and not attached and not name:
        found.bodies.append(_body_text(part))
    elif part.get_content_maintype() == "image" and not attached and _is_within(part, name):
        found.pictures.append(_bytes(part))
    elif name or attached or part.get_content_maintype() == "application":
        found.carried.append((name or "附件", _bytes(part)))


def _is_within(part: Message, name: str) -> bool:
    """Whether a picture is shown by the text rather than sent along with it."""
    return bool(part.get("Content-ID")) or not name


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _body_text(part: Message) -> str:
    """A body as text, in the encoding it tells where that is true."""
    content = _bytes(part)
    charset = str(part.get_param("charset") or "")
    if part.get_content_type() == "text/html":
        return web_text(content, charset)
    told = decoded_as(content, charset) if charset else None
    if told is not None and charset.lower() not in ("us-ascii", "iso-8859-1"):
        return told.replace("\r\n", "\n")
    found = decoded(content)
    return found.text.replace("\r\n", "\n") if found is not None else ""


def header_text(value: object) -> str:
    """A header's words, whatever way they were written."""
    found = decoded(str(value).encode("utf-8", "surrogateescape"))
    text = _SPLIT_WORD.sub("?==?", _FOLDED.sub(" ", found.text if found is not None else ""))
    try:
        pieces = email.header.decode_header(text)
    except (email.errors.HeaderParseError, ValueError):
        return text.strip()
    return "".join(_word(*each) for each in _merged(pieces)).strip()


def _raw(letter: Message, name: str) -> str:
    """A header as it was written."""
    return next((str(value) for key, value in letter.raw_items() if key.lower() == name), "")


def _merged(pieces: list[Any]) -> list[tuple[Any, str | None]]:
    """Neighbouring words of one encoding together: a sign may be torn between two."""
    merged: list[tuple[Any, str | None]] = []
    for content, charset in pieces:
        if merged and merged[-1][1] == charset and isinstance(content, bytes):
            merged[-1] = (merged[-1][0] + content, charset)
        else:
            merged.append((content, charset))
    return merged


def _word(content: Any, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    told = decoded_as(content, charset) if charset and charset != "unknown-8bit" else None
    if told is not None:
        return told
    found = decoded(content)
    return found.text if found is not None else ""


def _name(part: Message) -> str:
    """An attachment's name in any of the ways it is written."""
    found = part.get_filename() or ""
    if "\ufffd" in found:  # bytes that are no ASCII, and nothing that says what they are
        headers = f"{_raw(part, 'content-disposition')};{_raw(part, 'content-type')}"
        written = decoded(headers.encode("utf-8", "surrogateescape"))
        match = _NAME.search(written.text) if written is not None else None
        found = match[1] if match else found
    return header_text(found).replace("\n", " ")
