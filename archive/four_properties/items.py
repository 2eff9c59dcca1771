"""The items of each occasion, as ``items.toml`` lists them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from archive.four_properties.model import ASPECTS, Item, Occasion

ITEMS_FILE = "items.toml"
# What the report says of its own list.
NOTES = (
    "归档环节的编号、名称依 DA/T 70-2018；其中 GD-1-9、GD-3-6、GD-3-7 的编号或名称没有查实，未列。",
    "移交与接收（YJ-）、长期保存（CQ-）的编号比照归档环节编排，标准原编号没有查实；编号带“附”的是增列项目。",
    "检测目的是本系统的表述。",
)


@cache
def items_of(occasion: Occasion) -> tuple[Item, ...]:
    """All items of an occasion, by property and number."""
    text = files(__package__).joinpath(ITEMS_FILE).read_text("utf-8")
    rows = tomllib.loads(text)["项目"]
    wanted = [row for row in rows if occasion.value in row.get("环节", list(Occasion))]
    items = [_item(row, occasion) for row in wanted]
    return tuple(sorted(items, key=lambda item: ASPECTS.index(item.aspect)))


def _item(row: dict[str, Any], occasion: Occasion) -> Item:
    number = str(row.get("序") or f"附{row['附']}")
    aspect = row.get("性") or ASPECTS[int(number[0]) - 1]
    return Item(
        code=f"{occasion.prefix}-{number}",
        number=number,
        name=row["名称"],
        aspect=aspect,
        subject=row["对象"],
        basis=row["依据"],
        purpose=row["目的"],
    )
