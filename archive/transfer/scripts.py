"""校验.sh and 校验.bat: two lines each, for a machine with nothing of ours on it.

The digests of the tag files are compared as they stand, sign for sign, since ``sha256sum -c``
takes capitals for small letters and lets lines go that it cannot read.
"""

from __future__ import annotations

_SHELL = """#!/bin/sh
cd "$(dirname "$0")" && [ "$(sha256sum {names})" = "$(cat tagmanifest-sha256.txt)" ] && \
[ "$(sha256sum tagmanifest-sm3.txt)" = "{sm3}  tagmanifest-sm3.txt" ] && \
sha256sum --quiet -c manifest-sha256.txt && echo 校验通过 || {{ echo 校验不通过; exit 1; }}
"""
_BATCH = """@echo off & chcp 65001 >nul & cd /d "%~dp0" & set BAD=
for %%m in (tagmanifest-sha256.txt manifest-sha256.txt) do @for /f "usebackq tokens=1,*" %%a in \
("%%m") do @(certutil -hashfile "%%b" SHA256 | find /i "%%a" >nul || (echo 不符: %%b & set BAD=1))
@if defined BAD (echo 校验不通过 & exit /b 1) else (echo 校验通过)
"""


def shell_script(names: list[str], tag_digest: str) -> bytes:
    """校验.sh for GNU coreutils; ``tag_digest`` is the SHA-256 of ``tagmanifest-sm3.txt``."""
    return _SHELL.format(names=" ".join(names), sm3=tag_digest).encode()


def batch_script() -> bytes:
    """校验.bat for Windows, which has ``certutil``; lines end as Windows wants them."""
    return _BATCH.replace("\n", "\r\n").encode()
