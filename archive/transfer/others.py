"""What goes into 其他 on every medium: rules, schemas, the verifier (档发〔2012〕7号 附件2)."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from archive.eep.reading import schema_text
from archive.handing_over import SCRIPT_NAME, verifier_script
from archive.transfer.layout import OTHERS

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS = ("元数据规范.txt", "命名规则.txt")


def standing_files() -> Mapping[str, bytes]:
    """The files that are the same on every medium of a release, by their path."""
    names = {
        SCRIPT_NAME: verifier_script(),
        "封存包格式（FORMAT.md）.txt": (files("archive") / "FORMAT.md").read_bytes(),
        "eep.xsd": schema_text(),
        **{name: _text(name) for name in _TEXTS},
    }
    return {f"{OTHERS}/{name}": content for name, content in names.items()}


def _text(name: str) -> bytes:
    """A text of ours, with the line ends of Windows."""
    text = (files("archive") / "transfer" / "texts" / name).read_text("utf-8")
    return text.replace("\n", "\r\n").encode()
