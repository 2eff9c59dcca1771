"""A cluster that is down, slow, busy, hostile or not what it says it is: told, never believed."""

from __future__ import annotations

import datetime
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cases.errors import Kind
from index.engines.engine import Asked, DamagedIndexError
from index.engines.opensearch import cluster as asking
from index.engines.opensearch.addresses import Address, parse_addresses
from index.engines.opensearch.cluster import Cluster, Login, Patience
from index.engines.opensearch.engine import NOTE, PASSWORD, OpenSearchEngine
from index.engines.opensearch.troubles import (
    BadClusterSettingError,
    ClusterLoginError,
    ClusterRefusedError,
    ClusterSilentError,
    DocumentNotTakenError,
    OddAnswerError,
    QuestionTooLargeError,
    UntrustedClusterError,
)
from index.engines.registry import EngineSettings
from index.queries.tree import Every
from index.records import Entry

SHORT = Patience(connect=0.5, answer=0.5, again=0.0)
INDEX = "jiangdang-g0001-0123456789ab"
Speech = Callable[[socket.socket, bytes], None]


def http(status: int, body: object, length: int | None = None) -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    size = len(content) if length is None else length
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (status, size, content)


@contextmanager
def peer(speech: Speech) -> Iterator[str]:
    """Something that listens, and says to each connection what a test has it say."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, speech), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def _serve(server: socket.socket, speech: Speech) -> None:
    while True:
        try:
            opened, _ = server.accept()
        except OSError:
            return
        with opened:
            try:
                while request := _request(opened):
                    speech(opened, request)
            except OSError:
                continue


def _request(opened: socket.socket) -> bytes:
    """One whole request; empty at the end of the connection."""
    got = b""
    while b"\r\n\r\n" not in got:
        portion = opened.recv(65_536)
        if not portion:
            return b""
        got += portion
    head, _, body = got.partition(b"\r\n\r\n")
    length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while length and len(body) < int(length[0].split(b":")[1]):
        body += opened.recv(65_536)
    return head + b"\r\n\r\n" + body


def saying(*answers: bytes) -> Speech:
    """The answers one after the other, the last for ever."""
    left = list(answers)

    def speech(opened: socket.socket, _request: bytes) -> None:
        opened.sendall(left.pop(0) if len(left) > 1 else left[0])

    return speech


MAPPING = http(200, {INDEX: {"mappings": {"_meta": {"jiangdang": "jiangdang", "form": 1}}}})


MADE: list[Cluster] = []
NOBODY = Login()


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Connections are let go after each test."""
    yield
    while MADE:
        MADE.pop().close()


def cluster_at(*addresses: str, login: Login = NOBODY, patience: Patience = SHORT) -> Cluster:
    MADE.append(Cluster(parse_addresses(addresses), login, patience))
    return MADE[-1]


def ask(address: str) -> asking.Answer:
    return cluster_at(address).ask("GET", "/")


def engine(folder: Path, *addresses: str, patience: Patience = SHORT) -> OpenSearchEngine:
    """An engine whose index was made before."""
    (folder / NOTE).write_text(json.dumps({"索引": INDEX, "件数": 2}), "utf-8")
    cluster = cluster_at(*addresses, patience=patience)
    return OpenSearchEngine(cluster, "jiangdang", folder, writing_patience=0.5)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://search-1.example:9200", "https://search-1.example:9200"),
        (" https://10.1.2.3/es/ ", "https://10.1.2.3:9200/es"),
        ("http://127.0.0.1:9201", "http://127.0.0.1:9201"),
        ("http://localhost", "http://localhost:9200"),
        ("https://[fd00::1]:9200", "https://[fd00::1]:9200"),
    ],
)
def test_an_address_is_read_and_shown(text: str, shown: str) -> None:
    assert str(Address.parse(text)) == shown
    assert Address.parse(shown) == Address.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "search-1:9200", "ftp://a", "https://", "https://a:99999", "https://a?x=1"),
        *("http://10.1.2.3:9200", "http://search-1.example", "https://用户:口令@a.example"),
        "https://[::1",
    ],
)
def test_an_address_that_is_none_or_unsafe_is_refused_without_showing_a_password(text: str) -> None:
    with pytest.raises(BadClusterSettingError) as refused:
        Address.parse(text)
    assert "口令" not in refused.value.message
    assert "https://search-1.example:9200" in refused.value.message


def test_the_password_comes_from_the_environment_and_is_shown_nowhere(tmp_path: Path) -> None:
    settings = EngineSettings("opensearch", ("https://a.example",), user="样例用户")
    with pytest.raises(BadClusterSettingError, match=PASSWORD):
        OpenSearchEngine.of(settings, tmp_path, {})
    login = Login("样例用户", "样例口令")
    assert "样例口令" not in repr(login)
    assert login.headers()["Authorization"].startswith("Basic ")
    OpenSearchEngine.of(settings, tmp_path, {PASSWORD: "样例口令"})


@pytest.mark.parametrize("name", ["", "_all", "Abc", "a/b", "a,b", "*", "样例", "a" * 101])
def test_an_index_name_that_could_mean_another_is_refused(tmp_path: Path, name: str) -> None:
    settings = EngineSettings("opensearch", ("https://a.example",), index=name)
    with pytest.raises(BadClusterSettingError, match="索引名"):
        OpenSearchEngine.of(settings, tmp_path, {})


def test_where_nothing_runs_every_address_tried_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    addresses = (f"http://127.0.0.1:{port}", f"http://localhost:{port}")
    with pytest.raises(ClusterSilentError) as silent:
        engine(tmp_path, *addresses).search(Asked(Every()))
    assert silent.value.kind is Kind.TOOL_MISSING
    assert all(f"{address} 没有在运行" in silent.value.message for address in addresses)


def test_a_node_that_is_down_is_passed_over(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        dead = f"http://127.0.0.1:{server.getsockname()[1]}"
    with peer(saying(http(200, {"ok": True}))) as alive:
        cluster = cluster_at(dead, alive)
        assert [str(cluster.ask("GET", "/").address) for _ in range(2)] == [alive, alive]


@pytest.mark.parametrize(
    "spoken",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 300 + b"\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"a" * 100_000,
        http(200, b"{}", length=10),
        http(500, {}),
        http(503, {}),
        http(429, {}),
    ],
    ids=[
        "nothing",
        "ssh",
        "many headers",
        "a long line",
        "cut short",
        "all failed",
        "no master",
        "too busy",
    ],
)
def test_what_breaks_off_or_is_busy_counts_as_silent(spoken: bytes) -> None:
    def speech(opened: socket.socket, _request: bytes) -> None:
        opened.sendall(spoken)
        opened.shutdown(socket.SHUT_RDWR)

    with peer(speech) as address, pytest.raises(ClusterSilentError, match=address):
        ask(address)


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[1]", b'"a"', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000],
    ids=["html", "a list", "a word", "no text", "deep", "deeper"],
)
def test_an_answer_of_another_kind_is_not_believed(body: bytes) -> None:
    with peer(saying(http(200, body))) as address, pytest.raises(OddAnswerError, match=address):
        ask(address)


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_ANSWER", 1_000_000)

    def flood(opened: socket.socket, _request: bytes) -> None:
        opened.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            opened.sendall(b" " * 65_536)

    with peer(flood) as address, pytest.raises(OddAnswerError, match="1000000"):
        ask(address)


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_answer_that_drips_ends_in_time(start: bytes) -> None:
    def drip(opened: socket.socket, _request: bytes) -> None:
        opened.sendall(start)
        while True:
            opened.sendall(b"a")
            time.sleep(0.1)

    began = time.monotonic()
    with peer(drip) as address, pytest.raises((ClusterSilentError, OddAnswerError)):
        ask(address)
    assert time.monotonic() - began < 5


def test_a_node_that_holds_its_tongue_is_given_up_in_time() -> None:
    with peer(lambda _opened, _request: time.sleep(3)) as address:
        began = time.monotonic()
        with pytest.raises(ClusterSilentError):
            ask(address)
        assert time.monotonic() - began < 2.5


@pytest.mark.parametrize("status", [401, 403])
def test_a_login_that_is_refused_is_said(status: int) -> None:
    refused = saying(http(status, {}))
    with peer(refused) as address, pytest.raises(ClusterLoginError, match=PASSWORD):
        ask(address)


def test_a_node_that_cannot_prove_who_it_is_gets_nothing(tmp_path: Path) -> None:
    certificate = _self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    heard: list[bytes] = []

    def secured(server: socket.socket) -> None:
        while True:
            try:
                opened = context.wrap_socket(server.accept()[0], server_side=True)
                heard.append(_request(opened))
                opened.sendall(http(200, {"ok": True}))
                opened.close()
            except ssl.SSLError:
                continue
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=secured, args=(server,), daemon=True).start()
        address = f"https://localhost:{server.getsockname()[1]}"
        with pytest.raises(UntrustedClusterError):
            cluster_at(address, login=Login("样例用户", "样例口令")).ask("GET", "/")
        assert heard == []
        known = Login("样例用户", "样例口令", str(certificate))
        assert cluster_at(address, login=known).ask("GET", "/").told == {"ok": True}
        assert b"Authorization: Basic" in heard[0]


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "node.pem"
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, form, plain)
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


def test_a_certificate_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    login = Login(certificate=str(tmp_path / "没有.pem"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = f"https://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(BadClusterSettingError, match="证书文件"):
            cluster_at(here, login=login).ask("GET", "/")


FOUND = {
    "timed_out": False,
    "_shards": {"total": 3, "failed": 0},
    "hits": {"total": {"value": 1, "relation": "eq"}, "hits": [{"_id": "7", "sort": ["a", 7]}]},
}
PLAIN = Asked(Every(), facets=False)


def test_an_answer_is_read(tmp_path: Path) -> None:
    with peer(saying(MAPPING, http(200, FOUND))) as address:
        found = engine(tmp_path, address).search(PLAIN)
    assert (found.total, found.hits, found.missing) == (1, ((7, 0.0),), ())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"_shards": {"total": 3, "failed": 2}}, "3 个分片中有 2 个没有应答"),
        ({"timed_out": True}, "没有在限定时间内查完"),
        ({"hits": {"total": {"value": 9, "relation": "gte"}}}, "没有给出确切总数"),
    ],
)
def test_less_than_everything_is_said(tmp_path: Path, change: dict[str, object], said: str) -> None:
    with peer(saying(MAPPING, http(200, FOUND | change))) as address:
        found = engine(tmp_path, address).search(PLAIN)
    assert len(found.missing) == 1
    assert said in found.missing[0]


@pytest.mark.parametrize(
    "told",
    [
        {},
        FOUND | {"_shards": None},
        FOUND | {"_shards": {"total": 3, "failed": -1}},
        FOUND | {"hits": {"total": 1, "hits": []}},
        FOUND | {"hits": {"total": {"value": True}, "hits": []}},
        FOUND | {"hits": {"total": {"value": 1}, "hits": {}}},
        FOUND | {"hits": {"total": {"value": 1}, "hits": [{"_id": 7, "sort": []}]}},
        FOUND | {"hits": {"total": {"value": 1}, "hits": [{"_id": "１", "sort": []}]}},
        FOUND | {"hits": {"total": {"value": 1}, "hits": [{"_id": "9" * 99, "sort": []}]}},
        FOUND | {"hits": {"total": {"value": 1}, "hits": [{"_id": "7"}]}},
        FOUND | {"hits": {"total": {"value": 1}, "hits": [{"_id": "7", "_score": "a"}]}},
    ],
)
def test_an_answer_of_the_wrong_shape_is_not_believed(
    tmp_path: Path, told: dict[str, object]
) -> None:
    with peer(saying(MAPPING, http(200, told))) as address, pytest.raises(OddAnswerError):
        engine(tmp_path, address).search(PLAIN)


@pytest.mark.parametrize(
    "facets",
    [None, {}, {"unit": {"buckets": [{"key": 3, "doc_count": 1}]}}, {"unit": {"buckets": [3]}}],
)
def test_facets_of_the_wrong_shape_are_not_believed(tmp_path: Path, facets: object) -> None:
    told = FOUND | {"aggregations": facets}
    with peer(saying(MAPPING, http(200, told))) as address, pytest.raises(OddAnswerError):
        engine(tmp_path, address).search(replace(PLAIN, facets=True))


def test_a_question_that_the_cluster_will_not_take_is_said(tmp_path: Path) -> None:
    refused = saying(MAPPING, http(400, {"error": {"type": "too_many_\x1b[31mclauses"}}))
    with peer(refused) as address, pytest.raises(QuestionTooLargeError) as said:
        engine(tmp_path, address).search(PLAIN)
    assert "400 too_many_" in said.value.message
    assert "\x1b" not in said.value.message


def test_an_index_of_another_form_is_damaged(tmp_path: Path) -> None:
    other = http(200, {INDEX: {"mappings": {"_meta": {"form": 0}}}})
    with peer(saying(other)) as address, pytest.raises(DamagedIndexError, match="格式"):
        engine(tmp_path, address).search(PLAIN)


ENTRIES = [Entry(1, "样例/1", "样例"), Entry(2, "样例/2", "样例")]
REFRESHED = http(200, {"_shards": {"failed": 0}})


def counted(count: int, failed: int) -> bytes:
    return http(200, {"count": count, "_shards": {"failed": failed}})


def test_while_parts_are_away_the_count_is_that_of_the_last_put(tmp_path: Path) -> None:
    with peer(saying(counted(1, failed=0), counted(1, failed=1))) as address:
        made = engine(tmp_path, address)
        assert [made.count() for _ in range(2)] == [1, 2]


def test_a_put_that_cannot_be_counted_is_no_success(tmp_path: Path) -> None:
    taken = items({"status": 201}, {"status": 201})
    speech = saying(MAPPING, taken, REFRESHED, counted(1, failed=1))
    with peer(speech) as address, pytest.raises(ClusterSilentError, match="没有就位"):
        engine(tmp_path, address).put(ENTRIES)


def items(*told: object) -> bytes:
    return http(200, {"items": [{"index": each} for each in told]})


def test_what_was_not_acknowledged_is_sent_again_and_nothing_else(tmp_path: Path) -> None:
    heard: list[bytes] = []
    answers = [MAPPING, items({"status": 201}, {"status": 429}), http(429, {})]
    speech = saying(*answers, items({"status": 201}), REFRESHED, counted(2, failed=0))

    def speaking(opened: socket.socket, request: bytes) -> None:
        heard.append(request)
        speech(opened, request)

    with peer(speaking) as address:
        engine(tmp_path, address, patience=replace(SHORT, again=2.0)).put(ENTRIES)
    sent = [request.count(b'{"index"') for request in heard]
    assert sent == [0, 2, 1, 1, 0, 0]
    assert b"_refresh" in heard[-2]


def test_a_document_that_is_not_taken_is_named(tmp_path: Path) -> None:
    refused = {"status": 400, "error": {"type": "mapper_parsing_exception", "reason": "样例"}}
    speech = saying(MAPPING, items({"status": 201}, refused))
    with peer(speech) as address, pytest.raises(DocumentNotTakenError, match="样例/2（mapper_"):
        engine(tmp_path, address).put(ENTRIES)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (items({"status": 201}), OddAnswerError),
        (items({"status": 201}, {"status": None}), OddAnswerError),
        (items({"status": 201}, {}), OddAnswerError),
        (items({"status": 429}, {"status": 429}), ClusterSilentError),
        (http(413, {}), ClusterRefusedError),
        (http(404, {}), DamagedIndexError),
    ],
)
def test_documents_count_as_taken_only_when_each_is_acknowledged(
    tmp_path: Path, answer: bytes, error: type[Exception]
) -> None:
    with peer(saying(MAPPING, answer)) as address, pytest.raises(error):
        engine(tmp_path, address).put(ENTRIES)


def test_a_refresh_that_did_not_reach_every_copy_is_no_success(tmp_path: Path) -> None:
    half = http(200, {"_shards": {"failed": 1}})
    speech = saying(MAPPING, items({"status": 201}, {"status": 200}), half)
    with peer(speech) as address, pytest.raises(ClusterSilentError, match="刷新"):
        engine(tmp_path, address).put(ENTRIES)
