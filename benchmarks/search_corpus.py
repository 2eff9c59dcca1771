"""Searching a corpus of official sentences: a scan of every text, and the index."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from timing import compare

from index.queries.parsing import parse_query
from index.records import Record
from index.text.folding import fold
from index.engines.whoosh_engine import WhooshEngine

PIECES = (
    *(
        "首席技师资助项目",
        "技能大师工作室",
        "责令限期整改",
        "资助资金专款专用",
        "届满考核",
        "公示期",
    ),
    *(
        "样例精密机械有限公司",
        "带徒传技",
        "技术攻关",
        "经费使用监督检查",
        "目标任务责任协议",
        "支付凭证",
    ),
)
DOCUMENTS = 2000
ASKED = ("限期整改", "徒传", "样例精密机械有限公司", "责任协议经费")


def corpus(seed: int = 1) -> list[Record]:
    """Invented documents of some 600 characters."""
    chance = random.Random(seed)
    return [
        Record(f"{n:05d}", f"{n}", f"文书{n}", pages=("".join(chance.choices(PIECES, k=80)),))
        for n in range(DOCUMENTS)
    ]


def main() -> None:
    """Compare a scan with the index, which must agree."""
    records = corpus()
    texts = [fold("\n".join(record.pages)).text for record in records]
    with tempfile.TemporaryDirectory() as scratch:
        engine = WhooshEngine(Path(scratch))
        engine.update(records)
        for words in ASKED:
            query = parse_query(words)
            found = engine.search(query, sort="date", limit=20, page=1).total
            scanned = sum(query.found_in(text) for text in texts)
            sys.stdout.write(f"“{words}” 索引 {found} 篇，扫描 {scanned} 篇\n")
            compare(
                {
                    "scan": lambda q=query: sum(q.found_in(text) for text in texts),
                    "jiangdang index": lambda q=query: engine.search(
                        q, sort="date", limit=20, page=1
                    ),
                }
            )


if __name__ == "__main__":
    main()
