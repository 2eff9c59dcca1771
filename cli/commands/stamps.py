"""Commands on the bureau's own stamps."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from cli.application import described, session, stamp
from cli.options import On, day_of


def _asked() -> str:
    """The passphrase typed in at a terminal; nothing where nobody sits."""
    return getpass("证书口令：") if sys.stdin.isatty() else ""


_IMPORT = """收入本局的印章：印模（SVG）和签名证书（.p12）。

证书口令不写在命令里：取自环境变量 JIANGDANG_P12_PASSPHRASE，
或 --passphrase-file 指明的只有本人可读的文件，都没有时在终端里询问。"""


@stamp.command("import", help=described(_IMPORT, 2, 3, 4, 5, 6))
def import_(
    picture: Annotated[Path, typer.Argument(metavar="印模.svg")],
    certificate: Annotated[Path, typer.Argument(metavar="证书.p12")],
    kind: Annotated[str, typer.Option("--kind", help="印章种类")] = "公章",
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", help="口令文件，只有本人可读")
    ] = None,
) -> None:
    """Take in this bureau's own stamp."""
    from acts.stamps import import_own_stamp, secret_from

    bureau = session.bureau()
    secret = secret_from(passphrase_file, _asked)
    made = import_own_stamp(bureau, picture, certificate, secret, kind)
    session.console.show(made, [f"印章已收入：{made['name']}，证书到 {made['valid_until']}"])


@stamp.command(help=described("停用一枚印章；以前盖的章仍可核验。", 2, 3, 4, 5))
def revoke(
    name: Annotated[str, typer.Argument(metavar="印章", help="见 jiangdang stamp list")],
    on: On = "",
    reason: Annotated[str, typer.Option("--reason", help="停用的理由")] = "",
) -> None:
    """Put a stamp out of use."""
    from acts.stamps import revoke_stamp

    done = revoke_stamp(session.bureau(), name, day_of(on), reason)
    session.console.show(done, [f"已停用：{name}（{done['revoked']}）"])
