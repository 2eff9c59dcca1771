"""移交与接收登记表.json: the register's figures for machines, and reading them back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.transfer.layout import Medium, Shipment


def register_json(medium: Medium) -> dict[str, Any]:
    """What the medium holds, by package, with the root of every version."""
    handover = medium.handover
    return {
        "格式版本": 1,
        "移交号": handover.number,
        "载体编号": medium.label,
        "载体序号": medium.at,
        "载体总数": medium.of,
        "移交单位": handover.sender,
        "全宗号": handover.fonds,
        "接收单位": handover.receiver,
        "移交时间": handover.made_at.isoformat(timespec="seconds"),
        "移交人": handover.made_by,
        "软件": handover.program,
        "案卷数": len(medium.shipments),
        "件数": medium.items,
        "文件数": medium.files,
        "字节数": medium.bytes,
        "案卷": [_package(at, each) for at, each in enumerate(medium.shipments, 1)],
    }


def _package(at: int, shipment: Shipment) -> dict[str, Any]:
    record = shipment.newest.record
    return {
        "顺序号": at,
        "档号": shipment.code,
        "题名": record.get("题名", ""),
        "年度": record.get("年度", ""),
        "保管期限": record.get("保管期限", ""),
        "件数": len(shipment.newest.items),
        "页数": record.get("页数", 0),
        "文件数": len(shipment.files),
        "字节数": shipment.bytes,
        "各版": {f"v{package.version}": package.root for package in shipment.packages},
    }


def read_register(content: bytes) -> dict[str, Any]:
    """The register of a medium; raises ValueError where it is none."""
    try:
        found = json.loads(content)
    except RecursionError as error:
        raise ValueError("层数过多") from error
    if not isinstance(found, dict) or found.get("格式版本") != 1:
        raise ValueError("不是本系统的登记表")
    rows = found.get("案卷")
    if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
        raise ValueError("案卷一栏写法不对")
    return found


def _is_row(row: object) -> bool:
    """Whether a row names a package and its versions' roots."""
    if not isinstance(row, dict) or not isinstance(row.get("档号"), str):
        return False
    versions = row.get("各版")
    return isinstance(versions, dict) and all(
        isinstance(key, str) and isinstance(value, str) for key, value in versions.items()
    )
