"""The little file beside each stamp, ``stamp.yaml``: name, owner, size, validity, users, key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from cases.schema.shipped import SchemaName
from cases.typedfile import FORMAT_VERSION, parse_typed, read_text
from cases.yamlwriting import dump

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

CERTIFICATE_FILE, TOKEN, SERVICE = "证书文件", "令牌", "签章服务"
SVG_FILE, PNG_FILE = "stamp.svg", "stamp.png"


class StampRecordBrokenError(JiangdangError):
    """A stamp's record was edited or damaged so that it cannot be read."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "S203"


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a PKCS#11 token keeps a stamp's key: module, token label, label of the key."""

    module: str
    token: str
    key: str


@dataclass(frozen=True, slots=True)
class StampRecord:
    """What the store knows of a stamp: whose, of what kind and size (mm), how long, for whom.

    ``users`` are names or roles of those who may press it; empty for every 经办人.
    ``way`` says where its key is: in a PKCS#12 file, a token, or behind an e-seal service.
    """

    name: str
    owner: str
    kind: str
    width_mm: float
    height_mm: float
    sample: bool
    valid_from: date
    valid_until: date
    serial: str
    picture: str = SVG_FILE
    users: tuple[str, ...] = ()
    way: str = CERTIFICATE_FILE
    token: TokenPlace | None = None
    service: tuple[str, ...] = ()
    revoked: date | None = None
    reason: str = ""


def print_record(record: StampRecord) -> bytes:
    """The record as the text of ``stamp.yaml``."""
    values: dict[str, object] = {
        "格式版本": FORMAT_VERSION,
        "名称": record.name,
        "所有者": record.owner,
        "种类": record.kind,
        "宽": f"{record.width_mm:g}",
        "高": f"{record.height_mm:g}",
        "印模": record.picture,
        "样章": record.sample,
        "有效期起": record.valid_from,
        "有效期止": record.valid_until,
        "使用人": list(record.users),
        "证书序列号": record.serial,
        "签名方式": record.way,
        **_place_of_key(record),
        "停用": record.revoked,
        "停用理由": record.reason,
    }
    return dump(values).encode("utf-8")


def _place_of_key(record: StampRecord) -> dict[str, object]:
    if record.token is not None:
        place = record.token
        return {"令牌": {"模块": place.module, "标签": place.token, "密钥": place.key}}
    return {"签章服务": list(record.service)} if record.service else {}


def read_record(path: Path) -> StampRecord:
    """Read a stamp's record; StampRecordBrokenError carries everything that is wrong."""
    try:
        values = parse_typed(read_text(path), f"{path.parent.name}/{path.name}", SchemaName.STAMP)
        return record_of(values)
    except JiangdangError as error:
        reason = "；".join(f"{each.place}：{each.message}" for each in error.findings)
        raise StampRecordBrokenError(
            path=path, reason=reason or error.message, findings=error.findings
        ) from error
    except ValueError as error:
        raise StampRecordBrokenError(path=path, reason="宽、高要写成毫米数") from error


def record_of(values: Mapping[str, Any]) -> StampRecord:
    """The record of typed data by their Chinese keys."""
    return StampRecord(
        name=values["名称"],
        owner=values["所有者"],
        kind=values["种类"],
        width_mm=float(values["宽"]),
        height_mm=float(values["高"]),
        sample=values["样章"],
        valid_from=values["有效期起"],
        valid_until=values["有效期止"],
        serial=values["证书序列号"],
        picture=values["印模"],
        users=tuple(values.get("使用人") or ()),
        way=values["签名方式"],
        token=_token(values.get("令牌") or {}),
        service=tuple(values.get("签章服务") or ()),
        revoked=values.get("停用") or None,
        reason=values.get("停用理由") or "",
    )


def _token(values: Mapping[str, Any]) -> TokenPlace | None:
    if not values:
        return None
    return TokenPlace(*(str(values.get(key, "")) for key in ("模块", "标签", "密钥")))
