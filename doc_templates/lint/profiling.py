"""Which layout and kind a paper is, told by the catalogue or recognised from its head."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.lint.profiles import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.catalogue import DocumentKind
    from doc_templates.lint.parts import Parts
    from doc_templates.lint.sheets import Paper

_MARK = re.compile(r"\{\{.*?\}\}")
_PUBLIC = re.compile(r".*(公示|公告|通告)")
_OFFICIAL_TITLE = re.compile(r"关于.+的(通知|通报|报告|请示|批复|意见|决定|函)")
_AGREEMENT = re.compile(r".*(协议书|协议|合同|委托书)")
_ARCHIVE_TITLES = frozenset({"案卷封面", "卷内文件目录", "卷内备考表"})


def profile_of_kind(kind: DocumentKind, parts: Parts) -> Profile:
    """The layout the catalogue gives a kind; what it leaves open, the head tells."""
    if kind.layout in set(Profile):
        return Profile(kind.layout)
    if not kind.numbered and not parts.mark:
        return Profile.PUBLIC
    return _red_headed(parts)


def _red_headed(parts: Parts) -> Profile:
    mark = "".join(spot.line.text for spot in parts.mark)
    if mark.endswith("纪要"):
        return Profile.MINUTES
    return Profile.UPWARD if parts.signers else Profile.DOCUMENT


def recognised_kind(
    paper: Paper, parts: Parts, kinds: Mapping[str, DocumentKind]
) -> DocumentKind | None:
    """The kind whose title the paper bears; none when no title or several fit."""
    titles = _titles(paper, parts)
    fitting = [k for k in kinds.values() if any(_pattern(k).fullmatch(t) for t in titles)]
    closest = max((_fixed(kind) for kind in fitting), default=0)
    best = [kind for kind in fitting if _fixed(kind) == closest]
    return best[0] if len(best) == 1 else None


def recognised_profile(paper: Paper, parts: Parts) -> Profile:
    """The layout as the first page shows it."""
    title = next(iter(_titles(paper, parts)), "")
    if parts.mark:
        return Profile.LETTER if _is_letter(paper, parts) else _red_headed(parts)
    if _PUBLIC.fullmatch(title):
        return Profile.PUBLIC
    if parts.number or _OFFICIAL_TITLE.fullmatch(title):
        return _red_headed(parts)
    if _AGREEMENT.fullmatch(title):
        return Profile.AGREEMENT
    return Profile.ARCHIVE if title in _ARCHIVE_TITLES else Profile.FORM


def _is_letter(paper: Paper, parts: Parts) -> bool:
    """A letter's mark stands above the text block, and says no 文件."""
    mark = "".join(spot.line.text for spot in parts.mark)
    high = parts.mark[0].line.ink.top < 40
    return high and not mark.endswith(("文件", "纪要")) and bool(paper.sheets)


def _titles(paper: Paper, parts: Parts) -> list[str]:
    """What may be the title: the recognised one, its first lines, the first lines of the page."""
    lines = [spot.line.text for spot in parts.title]
    found = ["".join(lines[:count]) for count in range(len(lines), 0, -1)]
    first = paper.sheets[0].lines if paper.sheets else ()
    return list(dict.fromkeys([*found, *(line.text for line in first[:6])]))


def _pattern(kind: DocumentKind) -> re.Pattern[str]:
    """A kind's title with anything where the template fills in."""
    parts = [re.escape("".join(part.split())) for part in _MARK.split(kind.title)]
    return re.compile(".+".join(parts))


def _fixed(kind: DocumentKind) -> int:
    """How much of a title is the same for every paper of the kind."""
    return len(_MARK.sub("", kind.title))
