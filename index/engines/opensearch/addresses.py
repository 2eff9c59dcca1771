"""Where the nodes of a cluster are: read strictly, shown without secrets."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.engines.opensearch.troubles import BadClusterSettingError

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ADDRESSES = 32
_INDEX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


@dataclass(frozen=True, slots=True)
class Address:
    """One node: ``https`` anywhere, ``http`` on this machine only."""

    secure: bool
    host: str
    port: int
    prefix: str = ""

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address such as ``https://search-1.example:9200``."""
        try:
            parts = urlsplit(text.strip())
            host, port = parts.hostname or "", parts.port or 9200
        except ValueError as error:
            raise _bad(_shown(text), "不是网址") from error
        if "@" in parts.netloc:
            raise _bad(_shown(text), "地址里不能写用户名和密码")
        if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
            raise _bad(_shown(text), "不是网址")
        if parts.scheme == "http" and not _is_here(host):
            raise _bad(_shown(text), "材料文字不能在网上明文传送，除本机外只能用 https")
        return cls(parts.scheme == "https", host, port, parts.path.rstrip("/"))

    def __str__(self) -> str:
        """The address as it is shown: it never holds a password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}{self.prefix}"


def parse_addresses(texts: Iterable[str]) -> tuple[Address, ...]:
    """Every address, each once, in the order given."""
    found = tuple(dict.fromkeys(map(Address.parse, texts)))
    if not 1 <= len(found) <= MOST_ADDRESSES:
        raise _bad(str(len(found)), f"应给出 1 到 {MOST_ADDRESSES} 个")
    return found


def parse_index(text: str) -> str:
    """The name of the index, as every cluster takes it."""
    if not _INDEX.fullmatch(text):
        raise BadClusterSettingError(
            setting="索引名",
            value=text,
            reason="只能用小写字母、数字、“-”和“_”",
        )
    return text


def _is_here(host: str) -> bool:
    """Whether a host is this machine, whatever the name service says."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown(text: str) -> str:
    """An address without what may be a secret in it."""
    return re.sub(r"//[^/]*@", "//…@", text)[:200]


def _bad(value: str, reason: str) -> BadClusterSettingError:
    example = f"{reason}；例如 https://search-1.example:9200"
    return BadClusterSettingError(setting="集群地址", value=value, reason=example)
