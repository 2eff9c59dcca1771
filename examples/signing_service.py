"""签章服务接入程序的样例：按行读问题，按行答。

本单位的电子印章系统照这个样子接入匠档：把 ``_sign`` 换成对电子印章系统的调用即可。
口令不写在命令里：样例从环境变量 SAMPLE_SERVICE_PASSPHRASE 取。

    jiangdang stamp import 印模.svg --service "python3 signing_service.py 样例.p12"
"""

from __future__ import annotations

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12


def main(file: str) -> None:
    """Answer every line until the other end closes."""
    passphrase = os.environ["SAMPLE_SERVICE_PASSPHRASE"].encode()
    loaded = pkcs12.load_key_and_certificates(Path(file).read_bytes(), passphrase)
    for line in sys.stdin:
        answer = _answer(json.loads(line), loaded)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _answer(question: dict[str, Any], loaded: Any) -> dict[str, Any]:
    key, certificate, chain = loaded
    if question.get("协议") != 1:
        return {"错误": "不认得这个版本的协议"}
    if question["求"] == "证书":
        return {"证书": [_text(each.public_bytes(Encoding.DER)) for each in (certificate, *chain)]}
    return {"签名": _text(_sign(key, base64.b64decode(question["数据"])))}


def _sign(key: Any, data: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(SHA256()))
    return bytes(key.sign(data, padding.PKCS1v15(), SHA256()))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


if __name__ == "__main__":
    main(sys.argv[1])
