"""What the analysis of text costs: kilocharacters a second of every step of indexing."""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING

from timing import interleaved, timed

from cases.masking import masked
from index.text.folding import fold, fold_text
from index.text.grams import bigram_counts
from index.text.mentions import mentions
from index.text.personal import hide
from index.text.words import word_counts

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCES = (
    "根据静人社〔2019〕{n}号文件，现将首席技师资助项目届满考核有关事项通知如下。\n",
    "样例精密机械有限公司王某明，身份证号3101061975031{n:05d}，手机138{n:08d}。",
    "资助经费共计{n}元，其中带徒传技 {n},000.00 元，应当专款专用，不得挪作他用。\n",
    "依照第{n}条的规定，责令限期整改，于2019年3月25日前报送整改报告及支付凭证。\n",
    "技能大师工作室（第{n}批）技术攻关、技艺传承、技能推广工作进展顺利，考核合格。",
    "單位名稱\t聯繫人\t經費使用監督檢查情況\t备注 A-{n}\n",
)
DOCUMENTS, SIGNS = 400, 600
WAYS: dict[str, Callable[[str], object]] = {
    "fold_text": fold_text,
    "fold (places)": fold,
    "bigram_counts": bigram_counts,
    "word_counts": word_counts,
    "hide": hide,
    "masked": masked,
    "mentions": mentions,
}


def corpus(seed: int = 1) -> list[str]:
    """Invented documents of some 600 characters."""
    chance = random.Random(seed)
    texts = []
    for _ in range(DOCUMENTS):
        text = ""
        while len(text) < SIGNS:
            text += chance.choice(SENTENCES).format(n=chance.randint(1, 9999))
        texts.append(text)
    return texts


def main() -> None:
    """Print what every step does in a second of processor time: medians of five rounds."""
    texts = corpus()
    folded = [fold_text(text) for text in texts]
    size = sum(map(len, texts))

    def over(way: Callable[[str], object], of: list[str]) -> Callable[[], float]:
        return timed(lambda: [way(text) for text in of], clock=time.process_time)

    counted = ("bigram_counts", "word_counts", "mentions")
    ways = {name: over(way, folded if name in counted else texts) for name, way in WAYS.items()}
    for work in ways.values():
        work()
    for name, spent in interleaved(ways, 5).items():
        sys.stdout.write(f"{name:16s} {size / spent / 1000:8.0f} kchar/s\n")


if __name__ == "__main__":
    main()
