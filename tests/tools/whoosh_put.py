"""Puts invented documents into a Whoosh index, in a process of its own that may be killed.

python -m tests.tools.whoosh_put FOLDER FIRST COUNT TIMES
"""

from __future__ import annotations

import sys
from pathlib import Path

from cases.saving import CannotSaveError
from index.engines.whoosh.engine import WhooshEngine
from index.queries.tree import FieldName
from index.records import Entry


def entries(first: int, count: int) -> list[Entry]:
    """Documents with numbers, days and values."""
    return [
        Entry(
            number,
            f"样例/{number:03d}",
            f"责令限期整改,样例第{number}号" * 3,
            fields={FieldName.UNIT: ("样例厂",)},
            date=f"2020-01-{number % 28 + 1:02d}",
            amount=number,
            amounts=(number,),
        )
        for number in range(first, first + count)
    ]


def main(folder: str, first: int, count: int, times: int) -> None:
    """Put so many documents so many times, each time in place of the ones before."""
    engine = WhooshEngine(Path(folder))
    for start in range(first, first + count * times, count):
        engine.put(entries(start, count), gone=range(start - count, start))


if __name__ == "__main__":
    try:
        main(sys.argv[1], *map(int, sys.argv[2:]))
    except CannotSaveError as error:
        sys.exit(error.code)
