"""Collecting from a web on loopback that misbehaves: each address has an outcome, and only whole documents are kept."""

import gzip
import io
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from twisted.internet.error import DNSLookupError

from spiders.archive import Archive
from spiders.collecting import any_answers, collect
from spiders.completeness import cut_short, unfit
from spiders.middlewares import retry_after
from spiders.outcome import NO_NETWORK, Outcome
from spiders.publisher import Publisher, parse_publisher
from spiders.replay import PublicResolver, is_on_this_machine, is_public
from spiders.report_spider import archived_on, document_name, hosts_of
from tests.servers import Answer, Web, closed_port

CHECKOUT = Path(__file__).parent.parent
FIGURES = b"Country,Requests\nNamibia,3\n"
PATIENT = {"PLAINVIEW_PAUSE": 0.05}
# The reactor cannot be started twice in one process, so each crawl has its own.
CRAWL = """
import json, sys
from dataclasses import astuple
from pathlib import Path
from spiders.archive import Archive
from spiders.collecting import collect
from spiders.publisher import parse_publisher
given = json.load(sys.stdin)
publishers = [parse_publisher(name, declared) for name, declared in given.pop("declared").items()]
progress = lambda outcome: print(json.dumps(astuple(outcome)), flush=True)
with Archive(Path(given["data"])).lock():
    outcomes = collect(publishers, Path(given.pop("data")), progress=progress, **given)
print(json.dumps(len(outcomes)))
"""


def declared(*urls: str, media: str = "csv", **more: Any) -> dict[str, Any]:
    """A publisher with one report, as its TOML would say."""
    host = (urls[0] if urls else more["url_template"]).split("/")[2]
    report = {"title": "t", "landing": f"https://{host}/landing", "media": media, "verified": "recorded", "urls": urls}
    return {"name": "n", "homepage": f"https://{host}/", "cadence": "yearly", "reports": {"figures": report | more}}


def start(data: Path, publishers: Mapping[str, Any], mirror: str | None, **given: Any) -> "subprocess.Popen[str]":
    settings = PATIENT | given.pop("settings", {})
    told = {"declared": publishers, "data": str(data), "mirror": mirror, "settings": settings, **given}
    process = subprocess.Popen(
        [sys.executable, "-W", "error::ResourceWarning", "-c", CRAWL],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(told))
    process.stdin.close()
    process.stdin = None
    return process


def crawl(data: Path, publishers: Mapping[str, Any], mirror: str | None, **given: Any) -> dict[str, Outcome]:
    """One run in a process of its own; its outcomes by URL."""
    with start(data, publishers, mirror, **given) as process:
        stdout, stderr = process.communicate(timeout=50)
    assert (process.returncode, stderr) == (0, "")
    *lines, count = map(json.loads, stdout.splitlines())
    outcomes = [Outcome(*line) for line in lines]
    assert count == len(outcomes)
    assert len({outcome.url for outcome in outcomes}) == len(outcomes)
    return {outcome.url: outcome for outcome in outcomes}


def documents(data: Path) -> dict[str, list[bytes]]:
    archive = Archive(data)
    found: dict[str, list[bytes]] = {}
    for capture in archive.captures():
        found.setdefault(capture.url, []).append(archive.read(capture.sha256))
    return found


def packed() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("figures.csv", FIGURES)
    return file.getvalue()


def whole(body: bytes = FIGURES) -> Answer:
    return Answer(body, headers={"ETag": f'"{sha256(body).hexdigest()[:8]}"', "Content-Type": "text/csv"})


PACKED = packed()
GZIPPED = gzip.compress(FIGURES * 100)
PAGE = Answer(b"<!doctype html><title>Access\x1b denied</title><h1>Are you human?</h1>")
# Publisher -> its answers, and what is to be said of each; {0} is the publisher's first URL.
FAULTS: dict[str, tuple[list[Answer], str, str]] = {
    "sound": ([whole()], "new", ""),
    "closed-end": ([replace(whole(), closing=True)], "new", ""),
    "gzipped": ([Answer(GZIPPED, headers={"Content-Encoding": "gzip"})], "new", ""),
    "busy": ([Answer(status=503, headers={"Retry-After": "1"}), whole()], "new", ""),
    "broken-once": ([replace(whole(), sent=9), whole()], "new", ""),
    "reset-once": ([Answer(reset=True), whole()], "new", ""),
    "away": ([Answer(status=503, headers={"Retry-After": "86400"})], "failed", "503 Service Unavailable; it asks to"),
    "down": ([Answer(status=500)], "failed", "500 Internal Server Error"),
    "forbidden": (
        [replace(PAGE, status=403, headers={"Content-Type": "text/html"})],
        "failed",
        "403 Forbidden, with a",
    ),
    "gone": ([Answer(status=404)], "failed", "404 Not Found"),
    "broken": ([replace(whole(), sent=9)], "failed", "broke after 9 of 27 bytes"),
    "half-zip": ([Answer(GZIPPED[:50], headers={"Content-Encoding": "gzip"})], "failed", "without its end"),
    "brotli": ([Answer(b"x", headers={"Content-Encoding": "br"})], "failed", "not asked for"),
    "unproven": ([Answer(FIGURES[:-1], closing=True)], "failed", "nothing proves"),
    "empty": ([Answer()], "failed", "empty"),
    "nothing": ([Answer(status=204)], "failed", "empty"),
    "page": ([PAGE], "failed", "a page that says “Access\N{REPLACEMENT CHARACTER} denied Are you human?”"),
    "bomb": ([Answer(gzip.compress(bytes(9_000_000)), headers={"Content-Encoding": "gzip"})], "failed", "unpacks to"),
    "flood": ([Answer(bytes(3_000_000))], "failed", "larger than a document may be"),
    "reset": ([Answer(reset=True)], "failed", "the connection broke"),
    "moved": (
        [Answer(status=302, headers={"Location": "https://new.example/a"})],
        "failed",
        "to new.example, which is",
    ),
    "inside": (
        [Answer(status=302, headers={"Location": "http://169.254.169.254/a"})],
        "failed",
        "no public web address",
    ),
    "local-file": ([Answer(status=302, headers={"Location": "file:///etc/hostname"})], "failed", "not followed"),
    "loop": ([Answer(status=302, headers={"Location": "/https://loop.example/figures.csv"})], "failed", "without end"),
    "hop": ([Answer(status=302, headers={"Location": "/https://hop.example/now/figures.csv"})], "new", ""),
    "unmodified": ([Answer(status=304), whole()], "new", ""),
    "stubborn": ([Answer(status=304)], "failed", "304 Not Modified"),
    "private": ([whole()], "skipped", "https://private.example/robots.txt does not allow it"),
    "unsure": ([whole()], "skipped", "robots.txt cannot be read, so nothing is fetched in this run: it answers 500"),
}
EXTRA = {
    "https://hop.example/now/figures.csv": whole(),
    "https://private.example/robots.txt": Answer(b"User-agent: *\nDisallow: /\n"),
    "https://unsure.example/robots.txt": Answer(status=500),
    "https://sound.example/robots.txt": Answer(),
}


def url_of(name: str) -> str:
    return f"https://{name}.example/figures.csv"


def test_every_fault_in_one_run_and_then_none(tmp_path: Path) -> None:
    publishers = {name: declared(url_of(name)) for name in FAULTS}
    with Web(EXTRA | {url_of(name): answers for name, (answers, _, _) in FAULTS.items()}) as web:
        outcomes = crawl(tmp_path, publishers, web.address, settings={"DOWNLOAD_MAXSIZE": 2_000_000})
    told = {name: outcomes[url_of(name)] for name in FAULTS}
    assert {name: outcome.result for name, outcome in told.items()} == {
        name: fault[1] for name, fault in FAULTS.items()
    }
    assert [name for name, fault in FAULTS.items() if fault[2] not in told[name].reason] == []
    assert all(outcome.reason.isprintable() for outcome in told.values())
    kept = {name for name, fault in FAULTS.items() if fault[1] == "new"}
    assert documents(tmp_path) == {url_of(name): [FIGURES * (100 if name == "gzipped" else 1)] for name in kept}

    incomplete = [json.loads(path.read_text()) for path in (tmp_path / "archive/incomplete").glob("*.json")]
    assert (
        {"broken", "half-zip", "page", "unproven"} <= {told["publisher"] for told in incomplete} <= FAULTS.keys() - kept
    )
    busy, broken, page = (web.times(url_of(name)) for name in ("busy", "broken", "page"))
    assert len(busy) == 2 and busy[1] - busy[0] >= 1
    assert (len(broken), len(page)) == (3, 1)
    assert not web.times(url_of("private")) and not web.times(url_of("unsure"))
    assert not any("new.example" in asked.url or "169.254" in asked.url for asked in web.asked)
    assert {asked.headers["accept-encoding"] for asked in web.asked} == {"identity"}
    assert all(asked.headers["user-agent"].startswith("Plainview/") for asked in web.asked)
    capture = next(capture for capture in Archive(tmp_path).captures() if capture.publisher == "hop")
    assert (capture.name, capture.note) == ("figures.csv", "redirected to https://hop.example/now/figures.csv")
    assert (capture.captured, capture.captured_basis) == (datetime.now(UTC).date().isoformat(), "exact")
    assert (capture.status, capture.headers["content-type"]) == (200, "text/csv")

    with Web({url_of(name): whole() for name in FAULTS}) as web:
        again = crawl(tmp_path, publishers, web.address)
    assert {again[url_of(name)].result for name in kept - {"gzipped"}} == {"unchanged"}
    assert {again[url_of(name)].result for name in FAULTS if name not in kept} == {"new"}
    assert len(documents(tmp_path)) == len(FAULTS)


def test_news_are_kept_beside_the_old_and_what_is_damaged_is_fetched_anew(tmp_path: Path) -> None:
    url = "https://a.example/figures.csv"
    publishers = {"a": declared(url)}
    data = tmp_path / "data"
    with Web({url: [whole(b"A\n"), whole(b"B\n"), whole(b"A\n")]}) as web:
        assert [crawl(data, publishers, web.address)[url].result for _ in range(3)] == ["new", "new", "new"]
        assert documents(data)[url] == [b"A\n", b"B\n", b"A\n"]
        digest = sha256(b"A\n").hexdigest()
        (data / "archive/objects" / digest[:2] / digest[2:]).write_bytes(b"Z\n")
        outcome = crawl(data, publishers, web.address)[url]
        assert outcome.result == "unchanged" and "has been replaced" in outcome.reason
    conditions = [asked.headers.get("if-none-match") for asked in web.asked if asked.url == url]
    assert [bool(etag) for etag in conditions] == [False, True, True, False]
    assert documents(data)[url] == [b"A\n", b"B\n", b"A\n"]


def test_a_series_of_addresses_may_have_gaps_but_not_be_empty(tmp_path: Path) -> None:
    series = "https://{}.example/report-{{year}}-H{{half}}.csv"
    since = f"{datetime.now(UTC).year - 2}-H1"
    publishers = {
        name: declared(url_template=series.format(name), since=since) for name in ("half", "none", "once", "later")
    }
    first, last = (f"report-{since[:4]}-H{half}.csv" for half in (1, 2))
    answers = {f"https://{name}.example/{first}": whole() for name in ("half", "once")}
    with Web(answers | {f"https://later.example/{last}": whole()}) as web:
        outcomes = crawl(tmp_path, publishers, web.address)
        assert outcomes[f"https://half.example/{first}"].result == "new"
        assert outcomes[f"https://half.example/{last}"].result == "gap"
        empty = outcomes["https://none.example/landing"]
        assert empty.result == "failed" and "none of its" in empty.reason
        assert {outcome.result for outcome in outcomes.values() if outcome.publisher == "none"} == {"failed", "gap"}
    with Web({f"https://half.example/{last}": whole()}) as web:
        outcomes = crawl(tmp_path, publishers, web.address)
    vanished = outcomes[f"https://half.example/{first}"]
    assert (vanished.result, vanished.sha256) == ("no longer published", sha256(FIGURES).hexdigest())
    assert outcomes["https://once.example/landing"].result == "failed"
    assert len(documents(tmp_path)) == 4


def test_a_crawl_delay_is_kept_and_a_silent_host_is_left_alone(tmp_path: Path) -> None:
    slow = [f"https://slow.example/{number}.csv" for number in range(3)]
    silent = [f"https://silent.example/{number}.csv" for number in range(4)]
    answers: dict[str, Answer] = dict.fromkeys(slow, whole()) | dict.fromkeys(silent, Answer(hang=9))
    answers["https://slow.example/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.5\n")
    publishers = {"slow": declared(*slow), "silent": declared(*silent)}
    with Web(answers) as web:
        outcomes = crawl(tmp_path, publishers, web.address, settings={"DOWNLOAD_TIMEOUT": 0.2})
    assert {outcomes[url].result for url in slow} == {"new"}
    asked = sorted(web.times(url)[0] for url in slow)
    assert min(asked[1] - asked[0], asked[2] - asked[1]) >= 0.5
    assert {outcomes[url].result for url in silent} == {"failed"}
    assert [len(web.times(url)) for url in silent] == [3, 3, 0, 0]
    assert "did not answer in time" in outcomes[silent[1]].reason
    assert "not asked again" in outcomes[silent[2]].reason


def test_replay_answers_from_the_archive_alone(tmp_path: Path) -> None:
    urls = ["https://a.example/1.csv", "https://a.example/2.csv"]
    about: dict[str, Any] = {
        "publisher": "a",
        "report": "figures",
        "name": "1.csv",
        "url": urls[0],
        "captured": "2026-01-01",
    }
    Archive(tmp_path).add(FIGURES, **about, captured_basis="exact", obtained="crawl", exactness="byte-exact")
    before = Archive(tmp_path).captures()
    outcomes = crawl(tmp_path, {"a": declared(*urls)}, None, replay=True)
    assert [outcomes[url].result for url in urls] == ["unchanged", "skipped"]
    assert "no copy" in outcomes[urls[1]].reason
    assert Archive(tmp_path).captures() == before


def test_interrupted_it_ends_soon_and_keeps_what_had_arrived(tmp_path: Path) -> None:
    urls = ["https://a.example/1.csv", "https://a.example/2.csv"]
    ends = {signal.SIGTERM: 143, signal.SIGINT: -signal.SIGINT}
    with Web({urls[0]: whole(), urls[1]: Answer(hang=30)}) as web:
        running = {signum: start(tmp_path / signum.name, {"a": declared(*urls)}, web.address) for signum in ends}
        while len(web.times(urls[1])) < len(ends):
            time.sleep(0.01)
        begun = time.monotonic()
        for signum, process in running.items():
            process.send_signal(signum)
        for process in running.values():
            process.communicate(timeout=20)
        assert time.monotonic() - begun < 5
    assert {signum: process.returncode for signum, process in running.items()} == ends
    assert all(list(documents(tmp_path / signum.name)) == urls[:1] for signum in ends)


@pytest.fixture
def certificate(tmp_path: Path) -> Iterator[ssl.SSLContext]:
    path = tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=other.example"]
    subprocess.run([*command, "-keyout", path, "-out", path], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    yield context


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, certificate: ssl.SSLContext) -> None:
    url = "https://a.example/1.csv"
    with Web({url: whole()}, tls=certificate) as web:
        outcome = crawl(tmp_path / "data", {"a": declared(url)}, web.address)[url]
    assert outcome.result == "skipped" and "its TLS certificate is not valid" in outcome.reason
    assert web.asked == []


def publisher(*urls: str) -> Publisher:
    return parse_publisher("a", declared(*urls))


def test_no_network_is_known_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    heard: list[Outcome] = []
    begun = time.monotonic()
    outcomes = collect([publisher(f"https://127.0.0.1:{closed_port()}/a.csv")], tmp_path, progress=heard.append)
    assert time.monotonic() - begun < 10
    assert heard == outcomes == [Outcome("a", "figures", "", "failed", NO_NETWORK)]
    mirror = f"http://127.0.0.1:{closed_port()}"
    (outcome,) = collect([publisher("https://a.example/a.csv")], tmp_path, mirror=mirror)
    assert outcome.reason == f"the mirror {mirror} cannot be reached"


def test_a_network_that_swallows_everything_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def swallow(*_: object, **__: object) -> None:
        over.wait(9)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", swallow)
    begun = time.monotonic()
    assert not any_answers([("a.example", 443), ("b.example", 443)], patience=0.1)
    assert time.monotonic() - begun < 2
    over.set()


def test_one_host_that_answers_is_a_network() -> None:
    with Web({}) as web:
        port = int(web.address.rpartition(":")[2])
        assert any_answers([("127.0.0.1", closed_port()), ("127.0.0.1", port)])
    assert not any_answers([("127.0.0.1", closed_port()), ("x" * 70 + ".example", 443)])


def test_nothing_to_crawl_is_no_failure(tmp_path: Path) -> None:
    by_hand = parse_publisher("a", declared("https://a.example/a.csv", obtain="import"))
    assert collect([by_hand], tmp_path) == []


def test_scrapys_own_commands_collect_into_the_archive(tmp_path: Path) -> None:
    listed = scrapy(tmp_path, "list")
    assert listed.returncode == 0 and "google" in listed.stdout.split()
    urls = [
        f"https://storage.googleapis.com/transparencyreport/google-{name}.zip"
        for name in ("user-data-requests", "government-removals")
    ]
    with Web(dict.fromkeys(urls, whole(PACKED))) as web:
        run = scrapy(tmp_path, "crawl", "google", "-s", f"PLAINVIEW_MIRROR={web.address}")
    assert run.returncode == 0
    assert f"google/user-data-requests: new {urls[0]}" in run.stderr
    assert documents(tmp_path) == {url: [PACKED] for url in urls}
    with Archive(tmp_path).lock():
        pass


def scrapy(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "scrapy", *arguments]
    environment = {**os.environ, "PLAINVIEW_DATA": str(data)}
    return subprocess.run(
        command, check=False, cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=50
    )


def test_settings_open_no_door_and_ask_first() -> None:
    settings = Settings()
    settings.setmodule("spiders.settings")
    assert not settings.getbool("TELNETCONSOLE_ENABLED") and not settings.getbool("REMOTE_CONTROL_ENABLED")
    assert settings.getbool("ROBOTSTXT_OBEY") and settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1 and settings.getfloat("DOWNLOAD_DELAY_JITTER") == 0
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme in handlers if handlers[scheme]} == {"http", "https"}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30),
        ("Wed, 21 Oct 2026 07:00:00 GMT", 0),
        ("Wed, 21 Oct 2026 07:28:30", 30),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("１２", None),
        ("9" * 5000, None),
        ("Wed, 99 Oct 2026 07:28:30 GMT", None),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    assert retry_after(text, datetime(2026, 10, 21, 7, 28, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/b/figures.zip?x=/y", "figures.zip"),
        ("https://a.example/download/2013-H1/", "2013-H1"),
        ("https://a.example/Global%20Report%20(H1).csv", "Global_Report_(H1).csv"),
        ("https://a.example/..%2F..%2Fetc%2Fpasswd", "_.._etc_passwd"),
        ("https://a.example/%00%0a", "__"),
        ("https://a.example/...", "document"),
        ("https://a.example", "document"),
        ("https://a.example/" + "a" * 500 + ".csv", "a" * 116 + ".csv"),
    ],
)
def test_a_documents_name_comes_from_its_address(url: str, name: str) -> None:
    assert document_name(url) == name


def test_a_copy_of_the_wayback_machine_is_of_the_day_it_was_obtained() -> None:
    gone = "https://transparency.example/report.csv"
    assert archived_on(f"https://web.archive.org/web/20220301123456id_/{gone}") == date(2022, 3, 1)
    assert archived_on(f"https://web.archive.org/web/20220301123456/{gone}") == date(2022, 3, 1)
    assert archived_on(f"https://web.archive.org/web/2022id_/{gone}") is None
    assert archived_on(f"https://example.com/web/20220301123456id_/{gone}") is None
    assert archived_on(gone) is None


def test_a_publishers_hosts_are_those_it_declares() -> None:
    hosts = hosts_of(
        parse_publisher("a", declared(url_template="https://cdn.example/{year}", landing="https://b.example/"))
    )
    assert hosts == {"cdn.example", "b.example"}


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("example.com", True),
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("224.0.0.1", False),
        ("LOCALHOST", False),
        ("printer.local", False),
    ],
)
def test_what_is_public(host: str, public: bool) -> None:
    assert is_public(host) == public


def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    resolver = PublicResolver.__new__(PublicResolver)
    resolver.exempt = {"proxy"}
    assert resolver._public("8.8.8.8", "example.com") == "8.8.8.8"
    assert resolver._public("10.0.0.1", "proxy") == "10.0.0.1"
    with pytest.raises(DNSLookupError, match="example.com leads to 192.168.0.1"):
        resolver._public("192.168.0.1", "example.com")


def test_only_a_mirror_on_this_machine_is_not_spared() -> None:
    assert is_on_this_machine("http://127.0.0.1:8765") and is_on_this_machine("http://localhost:1")
    assert not is_on_this_machine("http://192.168.1.2:8765") and not is_on_this_machine("")


def test_whole_bodies() -> None:
    assert cut_short(200, {"content-length": "3"}, b"abc", False, 99) is None
    assert cut_short(200, {}, b"abc", False, 99) is None
    assert cut_short(200, {"content-length": "٣"}, b"abc", False, 99) is None
    assert "2 bytes came where 3" in str(cut_short(200, {"content-length": "3"}, b"ab", False, 99))
    zipped = {"content-encoding": "GZIP"}
    assert cut_short(200, zipped, gzip.compress(b"abc") + gzip.compress(b"def"), False, 99) is None
    assert "more than 99" in str(cut_short(200, zipped, gzip.compress(bytes(100)), False, 99))
    assert "damaged" in str(cut_short(200, zipped, b"not gzip", False, 99))


@pytest.mark.parametrize(
    ("body", "name", "media", "fits"),
    [
        (PACKED, "a.zip", "zip", True),
        (PACKED, "a", "xlsx", True),
        (PACKED, "a.csv", "zip", False),
        (FIGURES, "a.zip", "zip", False),
        (b"%PDF-1.7\n%%EOF", "a.pdf", "zip", True),
        (b"\xef\xbb\xbf" + FIGURES, "a.csv", "csv", True),
        (b"\xff\xfea\x00", "a.csv", "csv", True),
        (b" \n<!doctype html>", "a.csv", "csv", False),
        (b"\xef\xbb\xbf<html>", "a", "csv", False),
        (b"<html>", "a", "html", True),
        (b'{"a": 1}', "a.json", "csv", True),
        (b"a,b", "a.json", "csv", False),
    ],
)
def test_what_a_document_may_be(body: bytes, name: str, media: str, fits: bool) -> None:
    assert (unfit(body, name, media, unproven=False) is None) == fits


@pytest.mark.parametrize(("name", "body"), [("a.zip", PACKED), ("a.pdf", b"%PDF-1\n%%EOF\n"), ("a.csv", FIGURES)])
def test_a_body_whose_end_only_the_closing_marks_has_to_show_it(name: str, body: bytes) -> None:
    assert unfit(body, name, "csv", unproven=True) is None
    assert "nothing proves" in str(unfit(body[:-6], name, "csv", unproven=True))
