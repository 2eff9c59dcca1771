"""The default engine: Whoosh over character bigrams, every hit checked on the text.

Bigrams are held without positions; a term's candidates are the records that hold all its
bigrams, and each is verified against the stored folded text. Nothing that contains the
term is missed, whatever words a dictionary would have cut.
"""

from __future__ import annotations

import json
import shutil
import struct
import zlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from index.engines.engine import Hit, Results, Status
from index.highlighting import highlights
from index.records import Record
from index.text.folding import fold
from index.text.grams import bigrams
from index.engines.unpickling import RefusedPickleError, guard_whoosh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from index.queries.parsing import Query

FACETS = ("programme", "year", "step", "kind", "department", "unit")
UNREAD_FILE = "未读取.json"
_BROKEN = (
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RefusedPickleError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class NoIndexError(JiangdangError):
    """The index was never made."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "I101"


class DamagedIndexError(JiangdangError):
    """The index cannot be read, or holds what no index of ours holds."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "I102"


class IndexBusyError(JiangdangError):
    """Somebody else is bringing the index up to date."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "I104"


class WhooshEngine:
    """A Whoosh index in a folder that may be deleted at any time."""

    name = "whoosh"

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is read yet."""
        self.folder = folder

    def update(self, records: Iterable[Record], removed: Sequence[str] = ()) -> None:
        """Put records in, replacing those of the same path, and take ``removed`` out."""
        writer = self._writer()
        unread = dict(self._unread())
        try:
            for path in removed:
                writer.delete_by_term("path", path)
                unread.pop(path, None)
            for record in records:
                writer.update_document(**_fields(record))
                unread.pop(record.path, None)
                if record.unread:
                    unread[record.path] = record.unread
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        (self.folder / UNREAD_FILE).write_text(json.dumps(unread, ensure_ascii=False), "utf-8")

    def clear(self) -> None:
        """Forget everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def digests(self) -> Mapping[str, str]:
        """Path and digest of everything held."""
        if not self._exists():
            return {}
        with self._searcher() as searcher:
            return {row["path"]: row["digest"] for row in searcher.all_stored_fields()}

    def search(self, query: Query, *, sort: str, limit: int, page: int) -> Results:
        """Answer a query; sorted by ``relevance`` or ``date``, ties by path."""
        with self._searcher() as searcher:
            found = list(_found(searcher, query))
        found.sort(key=lambda each: each.record.path)
        if sort == "date":
            found.sort(key=lambda each: each.record.date, reverse=True)
        else:
            found.sort(key=lambda each: each.score, reverse=True)
        shown = found[(page - 1) * limit : page * limit]
        hits = tuple(each.shown(query.terms) for each in shown)
        return Results(len(found), hits, _facets(found), self.name, len(self._unread()))

    def status(self) -> Status:
        """How much is covered, and what could not be read."""
        if not self._exists():
            return Status(0, {})
        with self._searcher() as searcher:
            return Status(int(searcher.doc_count()), self._unread())

    def _writer(self) -> Any:
        """The one writer of the index."""
        from whoosh.index import LockError

        try:
            return self._open(create=True).writer(limitmb=256)
        except LockError as error:
            raise IndexBusyError from error

    @contextmanager
    def _searcher(self) -> Iterator[Any]:
        """A searcher; whatever its files cannot say means that the index is damaged."""
        try:
            with self._open().searcher() as searcher:
                yield searcher
        except _BROKEN as error:
            raise DamagedIndexError(reason=type(error).__name__) from error

    def _unread(self) -> Mapping[str, str]:
        path = self.folder / UNREAD_FILE
        return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}

    def _exists(self) -> bool:
        return any(self.folder.glob("_MAIN_*.toc"))

    def _open(self, *, create: bool = False) -> Any:
        """The Whoosh index, opened under the guard."""
        from whoosh import index

        guard_whoosh()
        if not self._exists():
            if not create:
                raise NoIndexError
            self.folder.mkdir(parents=True, exist_ok=True)
            return index.create_in(str(self.folder), _schema())
        try:
            return index.open_dir(str(self.folder), schema=_schema())
        except (RefusedPickleError, index.IndexError, OSError, ValueError, EOFError) as error:
            raise DamagedIndexError(reason=type(error).__name__) from error


def _schema() -> Any:
    from whoosh import fields
    from whoosh.analysis import SpaceSeparatedTokenizer

    plain = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
    return fields.Schema(
        path=fields.ID(unique=True, stored=True),
        digest=fields.STORED,
        bigrams=plain,
        folded=fields.STORED,
        record=fields.STORED,
        pages=fields.STORED,
    )


_BLANK = "\u2423"


def _token(bigram: str) -> str:
    """A bigram as a token; a blank inside it is drawn so that it stays one token."""
    return bigram.replace(" ", _BLANK)


def _fields(record: Record) -> dict[str, str]:
    """What Whoosh keeps of a record: bigrams to find it, the folded text to check."""
    meta = (record.title, record.label, record.unit, record.leader, record.number, record.case)
    parts = [fold(part).text for part in (*meta, record.reference_code, *record.pages)]
    tokens = Counter(_token(pair) for part in parts for pair in bigrams(part))
    names = (name for name in Record.__dataclass_fields__ if name != "pages")
    shown = {name: getattr(record, name) for name in names}
    return {
        "path": record.path,
        "digest": record.digest,
        "bigrams": " ".join(tokens.elements()),
        "folded": "\n".join(parts),
        "record": json.dumps(shown, ensure_ascii=False),
        "pages": json.dumps(record.pages, ensure_ascii=False),
    }


@dataclass(frozen=True, slots=True)
class _Found:
    """A record that answers, its score, and its pages as they are stored."""

    record: Record
    score: float
    pages: str

    def shown(self, terms: Sequence[str]) -> Hit:
        """The hit with its pages read and the words marked."""
        pages = tuple(json.loads(self.pages))
        return Hit(replace(self.record, pages=pages), self.score, highlights(pages, terms))


def _found(searcher: Any, query: Query) -> Iterable[_Found]:
    """Candidates by bigrams, each checked on its folded text and metadata."""
    from whoosh import query as whoosh_query

    terms = [_token(pair) for term in query.terms if len(term) > 1 for pair in bigrams(term)]
    wanted = [whoosh_query.Term("bigrams", term) for term in sorted(set(terms))]
    asked = whoosh_query.And(wanted) if wanted else whoosh_query.Every()
    for hit in searcher.search(asked, limit=None):
        if query.found_in(hit["folded"]):
            record = Record(**json.loads(hit["record"]))
            if query.admits(record):
                yield _Found(record, round(float(hit.score or 0.0), 4), hit["pages"])


def _facets(found: Sequence[_Found]) -> dict[str, dict[str, int]]:
    """Counts of the found records by programme, year, step, kind, department, unit."""
    counted = {
        name: Counter(value for each in found if (value := getattr(each.record, name)))
        for name in FACETS
    }
    return {name: dict(counts.most_common()) for name, counts in counted.items()}
