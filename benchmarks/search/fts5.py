"""SQLite FTS5 over the same pairs of signs, set up as one would for speed."""

from __future__ import annotations

import sqlite3
from operator import add
from typing import TYPE_CHECKING

from index.engines.engine import FACETS
from index.queries.tree import And, Field, FieldName, How, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from index.engines.engine import Asked
    from index.queries.tree import Node
    from index.records import Entry

_KEYS = ("id INTEGER PRIMARY KEY", "day", "path", *FACETS)
_TABLES = f"""
CREATE TABLE keys ({", ".join(_KEYS)});
CREATE TABLE texts (id INTEGER PRIMARY KEY, text);
CREATE TABLE numbers (value, id, PRIMARY KEY (value, id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE pairs USING fts5(text, content='', detail={{detail}},
  tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co'");
"""
_PAGE = "SELECT keys.id {found} ORDER BY day DESC, path LIMIT {limit}"
_TOTAL = "SELECT count(*) {found}"
_COUNTS = "SELECT {name}, count(*) FROM hits JOIN keys USING (id) GROUP BY 1"
_SIGNS = {sign: 0xE000 + sign for sign in range(0x80) if not chr(sign).isalnum()}
_SIGNS |= {
    sign: 0xE100 + at
    for at, sign in enumerate(
        [*range(0x2000, 0x2070), *range(0x25A0, 0x2600), *range(0x3000, 0x3040)]
    )
}


class Fts5:
    """Pairs in a contentless index; texts, days, paths and values in tables beside it.

    With ``detail`` none a phrase is an AND of pairs, looked up in the text; with ``full`` it
    is FTS5's own phrase.
    """

    def __init__(self, folder: Path, detail: str) -> None:
        """Make an empty database in the folder."""
        self.phrases = detail == "full"
        self.base = sqlite3.connect(folder / f"{detail}.sqlite3")
        self.base.executescript(f"PRAGMA mmap_size={1 << 30};{_TABLES.format(detail=detail)}")

    def put(self, entries: Sequence[Entry]) -> None:
        """Index everything in one commit, made one segment."""
        put = self.base.executemany
        keys = ", ".join("?" * len(_KEYS))
        put(f"INSERT INTO keys VALUES ({keys})", map(_row, entries))
        put("INSERT INTO texts VALUES (?, ?)", ((each.id, each.text) for each in entries))
        put(
            "INSERT INTO numbers VALUES (?, ?)",
            ((value, each.id) for each in entries for value in _values(each, FieldName.NUMBER)),
        )
        put(
            "INSERT INTO pairs (rowid, text) VALUES (?, ?)",
            ((each.id, " ".join(_pairs(each.text))) for each in entries),
        )
        self.base.execute("INSERT INTO pairs (pairs) VALUES ('optimize')")
        self.base.commit()

    def search(self, asked: Asked) -> tuple[int, list[int]]:
        """The exact total and the first page, newest first, equals by path; facets if asked."""
        found, values = self._found(asked.tree)
        (total,) = self.base.execute(_TOTAL.format(found=found), values).fetchone()
        page = self.base.execute(_PAGE.format(found=found, limit=asked.limit), values)
        ids = [row[0] for row in page]
        if asked.facets:
            counts = " UNION ALL ".join(_COUNTS.format(name=name) for name in FACETS)
            hits = f"WITH hits AS MATERIALIZED (SELECT keys.id {found}) {counts}"
            self.base.execute(hits, values).fetchall()
        return total, ids

    def _found(self, tree: Node) -> tuple[str, list[str]]:
        """The FROM and WHERE of a tree, with its values."""
        if isinstance(tree, Field) and tree.how is How.STARTS:
            inner = "SELECT DISTINCT id FROM numbers WHERE value >= ? AND value < ?"
            return f"FROM ({inner}) JOIN keys USING (id)", [tree.text, tree.text + "\U0010ffff"]
        parts = tree.parts if isinstance(tree, And) else (tree,)
        words = [part.text for part in parts if isinstance(part, Words)]
        where, values = ["pairs MATCH ?"], [" ".join(map(self._match, words))]
        for part in parts:
            if isinstance(part, Field):
                where.append(f"{part.name} = ?")
                values.append(part.text)
        source = "FROM pairs JOIN keys ON keys.id = pairs.rowid"
        for word in words:
            if len(word) > 2 and not self.phrases:
                where.append("instr((SELECT text FROM texts WHERE texts.id = pairs.rowid), ?)")
                values.append(word)
        return f"{source} WHERE {' AND '.join(where)}", values

    def _match(self, word: str) -> str:
        pairs = list(_pairs(word))
        return f'"{" ".join(pairs)}"' if self.phrases else " ".join(f'"{p}"' for p in pairs)


def _row(entry: Entry) -> tuple[object, ...]:
    facets = ((_values(entry, name) or ("",))[0] for name in FACETS)
    return (entry.id, entry.date, entry.path, *facets)


def _values(entry: Entry, name: FieldName) -> tuple[str, ...]:
    return entry.fields.get(name, ())


def _pairs(text: str) -> Iterable[str]:
    """Pairs as words of the tokenizer: signs that part words are drawn as private ones."""
    drawn = text.translate(_SIGNS)
    return map(add, drawn, drawn[1:])
