"""Commands on the bureau's own stamps."""

from __future__ import annotations

import shlex
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cases.words import message
from cli.application import described, session, stamp
from cli.console import table
from cli.options import On, day_of

if TYPE_CHECKING:
    from doc_templates.stamping.store.records import TokenPlace


def _asked() -> str:
    """The passphrase typed in at a terminal; nothing where nobody sits."""
    return getpass("证书口令：") if sys.stdin.isatty() else ""


_IMPORT = """收入本局的印章：印模（透明底、红色的 SVG 或 PNG，不超过 45 毫米）和签名证书（.p12）。

证书口令不写在命令里：取自环境变量 JIANGDANG_P12_PASSPHRASE，
或 --passphrase-file 指明的只有本人可读的文件，都没有时在终端里询问。

密钥在令牌（PKCS#11）上的用 --token 代替 .p12，PIN 取自环境变量 JIANGDANG_TOKEN_PIN；
用本单位电子印章系统的用 --service 给出接入程序。"""


@stamp.command("import", help=described(_IMPORT, 2, 3, 4, 5, 6, 7))
def import_(
    picture: Annotated[Path, typer.Argument(metavar="印模")],
    certificate: Annotated[Path | None, typer.Argument(metavar="证书.p12")] = None,
    kind: Annotated[str, typer.Option("--kind", help="印章种类")] = "公章",
    width: Annotated[float | None, typer.Option("--width", help="印模实际宽度，毫米")] = None,
    users: Annotated[
        list[str] | None, typer.Option("--user", help="可以用印的人或角色，可写多次")
    ] = None,
    person: Annotated[str, typer.Option("--person", help="签名章是谁的（本局人员）")] = "",
    authority: Annotated[
        Path | None, typer.Option("--authority", help="签发机构的根证书（PEM），从此予以信任")
    ] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", help="口令文件，只有本人可读")
    ] = None,
    token: Annotated[str, typer.Option("--token", help="令牌程序库（.so）")] = "",
    token_label: Annotated[str, typer.Option("--token-label", help="令牌名称")] = "",
    key_label: Annotated[str, typer.Option("--key-label", help="令牌上密钥和证书的名称")] = "",
    service: Annotated[str, typer.Option("--service", help="签章服务接入程序的命令")] = "",
) -> None:
    """Take in this bureau's own stamp."""
    from acts.stamps.stamps import KeyPlace, Picture, import_own_stamp, secret_from

    place = KeyPlace(
        certificate,
        lambda: secret_from(passphrase_file, _asked),
        _token(token, token_label, key_label),
        tuple(shlex.split(service)),
        authority,
    )
    made = import_own_stamp(
        session.bureau(), Picture(picture, kind, width, person), place, tuple(users or ())
    )
    lines = [f"印章已收入：{made['name']}，证书到 {made['valid_until']}"]
    told = [f"  {note}" for note in (made["remark"], message("W678", {})) if note]
    session.console.show(made, [*lines, *told])


def _token(module: str, label: str, key: str) -> TokenPlace | None:
    from doc_templates.stamping.store.records import TokenPlace

    return TokenPlace(module, label, key) if module else None


@stamp.command("list", help=described("列出工作区里的印章。", 4))
def list_stamps() -> None:
    """List the stamps."""
    from acts.stamps.stamps import stamp_rows

    rows = stamp_rows(session.bureau())
    shown = [_shown(row) for row in rows]
    heads = ("名称", "所有者", "种类", "宽(mm)", "样章", "证书到", "密钥", "使用人", "停用")
    session.console.show(rows, table(heads, shown, "还没有印章。"))


def _shown(row: dict[str, object]) -> tuple[object, ...]:
    """A stamp as a row of the table: its width to a tenth of a millimetre."""
    told = {**row, "diameter_mm": f"{row['diameter_mm']:.1f}", "users": _joined(row["users"])}
    return tuple(told.values())


def _joined(names: object) -> str:
    return "、".join(map(str, names)) if isinstance(names, list) else ""


@stamp.command(help=described("为演示生成样章（只能是样章）。", 2, 3, 5, 7))
def sample(
    owner: Annotated[str, typer.Argument(metavar="单位名称")],
    kind: Annotated[str, typer.Option("--kind", help="印章种类")] = "公章",
) -> None:
    """Make a sample stamp."""
    from acts.stamps.stamps import make_sample

    made = make_sample(session.bureau(), owner, kind)
    session.console.show(made, [f"样章已生成：{made['name']}"])


@stamp.command(help=described("停用一枚印章；以前盖的章仍可核验。", 2, 3, 4, 5))
def revoke(
    name: Annotated[str, typer.Argument(metavar="印章", help="见 jiangdang stamp list")],
    on: On = "",
    reason: Annotated[str, typer.Option("--reason", help="停用的理由")] = "",
) -> None:
    """Put a stamp out of use."""
    from acts.stamps.stamps import revoke_stamp

    done = revoke_stamp(session.bureau(), name, day_of(on), reason)
    session.console.show(done, [f"已停用：{name}（{done['revoked']}）"])
