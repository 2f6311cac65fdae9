"""One crawl of several publishers, in this process, with an outcome for every address."""

import logging
import queue
import signal
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.signals import spider_closed
from scrapy.spiderloader import SpiderLoaderProtocol
from twisted.logger import globalLogBeginner

from spiders.archive import Archive
from spiders.outcome import NO_NETWORK, Outcome
from spiders.publisher import Publisher
from spiders.report_spider import Address, ReportSpider, addresses

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

NETWORK_PATIENCE = 6.0
"""Seconds after which a network that has not let one connection through counts as none."""
GRACE = 1.0
"""Seconds that requests under way have after SIGINT or SIGTERM."""


def collect(
    publishers: Sequence[Publisher],
    data: Path,
    *,
    mirror: str | None = None,
    replay: bool = False,
    progress: Callable[[Outcome], None] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> list[Outcome]:
    """Fetch what the publishers have into the archive below ``data``, whose lock the caller holds.

    Once per process: the reactor cannot be started again. ``progress`` hears each outcome as it comes; ``settings``
    come before spiders/settings.py. Raises IntegrityError for a damaged manifest, before anything is fetched;
    KeyboardInterrupt or SystemExit(143) when interrupted, with everything archived that had arrived.
    """
    archive = Archive(data)
    archive.captures()
    today = datetime.now(UTC).date()
    due = {publisher.identifier: list(addresses(publisher, today)) for publisher in publishers}
    account = Account(progress or (lambda outcome: None))
    if not any(due.values()):
        return []
    if not replay and not any_answers(_endpoints((address.url for found in due.values() for address in found), mirror)):
        reason = f"the mirror {mirror} cannot be reached" if mirror else NO_NETWORK
        for name, found in due.items():
            for report in dict.fromkeys(address.report.identifier for address in found):
                account.record(Outcome(name, report, "", "failed", reason))
        return account.outcomes
    chosen = _settings(data, mirror, replay, settings or {})
    closing = _crawl([publisher for publisher in publishers if due[publisher.identifier]], archive, account, chosen)
    for name, found in due.items():
        account.settle(name, found, closing.get(name, ""))
    return account.outcomes


class Account:
    """The outcomes of a run, one for every address that was due."""

    def __init__(self, progress: Callable[[Outcome], None]) -> None:
        self.outcomes: list[Outcome] = []
        self.progress = progress
        self.closing: dict[str, str] = {}

    def closed(self, spider: Spider, reason: str) -> None:
        """Note why a crawl ended that did not run to its end."""
        if reason == "closespider_timeout":
            self.closing[spider.name] = "the time for one publisher was used up before it was fetched"
        elif reason != "finished":
            self.closing[spider.name] = f"the crawl was ended before it was fetched: {reason}"

    def record(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.progress(outcome)

    def settle(self, publisher: str, due: Sequence[Address], trouble: str) -> None:
        """Nothing that was due goes without an outcome, and a series of which nothing is there is no row of gaps."""
        told = {(outcome.report, outcome.url): outcome for outcome in self.outcomes if outcome.publisher == publisher}
        for address in due:
            if (address.report.identifier, address.url) not in told:
                reason = trouble or "the crawl ended before it was fetched"
                self.record(Outcome(publisher, address.report.identifier, address.url, "failed", reason))
        for name, report in {address.report.identifier: address.report for address in due if address.templated}.items():
            results = [outcome.result for (place, _), outcome in told.items() if place == name]
            gone = [result for result in results if result in ("gap", "no longer published")]
            if results and len(gone) == len(results):
                reason = f"none of its {len(results)} addresses has a document"
                self.record(Outcome(publisher, name, report.landing, "failed", reason))


def _settings(data: Path, mirror: str | None, replay: bool, changes: Mapping[str, Any]) -> Settings:
    settings = Settings()
    settings.setmodule("spiders.settings", priority="project")
    ours = {"LOG_ENABLED": False, "PLAINVIEW_DATA": str(data), "PLAINVIEW_MIRROR": mirror, "PLAINVIEW_REPLAY": replay}
    settings.setdict({**ours, **changes}, priority="cmdline")
    return settings


def _crawl(publishers: Sequence[Publisher], archive: Archive, account: Account, settings: Settings) -> dict[str, str]:
    """Run the crawls. Gives, per publisher, why its crawl ended early or could not begin."""
    with _quiet_logging():
        process = AsyncCrawlerProcess(settings)
        crawls = {}
        for publisher in publishers:
            crawler = process.create_crawler(_spider(publisher.identifier, process.spider_loader))
            crawler.signals.connect(account.closed, signal=spider_closed)
            given = {"declaration": publisher, "archive": archive, "record": account.record}
            crawls[publisher.identifier] = process.crawl(crawler, **given)
        with _interruptible():
            process.start(install_signal_handlers=False)
    broken = {name: crawl.exception() for name, crawl in crawls.items() if crawl.done() and not crawl.cancelled()}
    return account.closing | {name: f"it could not be crawled: {error}" for name, error in broken.items() if error}


def _spider(name: str, loader: SpiderLoaderProtocol) -> type[Spider]:
    """The publisher's own spider; where it has none that loads, one of the same name: bytes need no reader."""
    try:
        return loader.load(name)
    except KeyError:
        return type(name, (ReportSpider,), {"name": name})


@contextmanager
def _quiet_logging() -> Iterator[None]:
    """Let Scrapy have the root logger for the crawl only; what matters of a crawl is in its outcomes."""
    handlers, level = logging.root.handlers[:], logging.root.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Until it is told where to log to, Twisted prints what it finds grave, as tracebacks, to standard error.
        globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)
        try:
            yield
        finally:
            logging.captureWarnings(False)
            logging.root.handlers[:] = handlers
            logging.root.setLevel(level)


@contextmanager
def _interruptible() -> Iterator[None]:
    """End the installed reactor soon after SIGINT or SIGTERM, and raise what they mean once it has ended."""
    # Imported late: importing it is what chooses the reactor.
    from twisted.internet import reactor  # noqa: PLC0415

    running = cast("ReactorBase", reactor)
    received: list[int] = []
    abandoned: list[bool] = []

    def end(signum: int, frame: FrameType | None) -> None:
        received.append(signum)
        signal.signal(signum, signal.SIG_DFL)  # A second one ends the process at once.
        running.callFromThread(running.callLater, GRACE, abandon)
        running.callFromThread(running.stop)

    def abandon() -> None:
        abandoned.append(True)
        running.crash()

    before = {signum: signal.signal(signum, end) for signum in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
        if abandoned:
            running.getThreadPool().stop()  # Otherwise its threads would keep the process from ending.
    if signal.SIGINT in received:
        raise KeyboardInterrupt
    if received:
        raise SystemExit(128 + received[0])


def any_answers(endpoints: Iterable[tuple[str, int]], patience: float = NETWORK_PATIENCE) -> bool:
    """Whether a connection to any of the (host, port) pairs can be made within that many seconds."""
    answers: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def knock(endpoint: tuple[str, int]) -> None:
        try:
            socket.create_connection(endpoint, timeout=patience).close()
        except (OSError, UnicodeError):
            answers.put(False)
        else:
            answers.put(True)

    # Daemons: a name look-up cannot be called off, and nobody waits for one at the end.
    knocking = [threading.Thread(target=knock, args=(endpoint,), daemon=True) for endpoint in set(endpoints)]
    for thread in knocking:
        thread.start()
    end = time.monotonic() + patience
    for _ in knocking:
        try:
            if answers.get(timeout=max(0.0, end - time.monotonic())):
                return True
        except queue.Empty:
            return False
    return False


def _endpoints(urls: Iterable[str], mirror: str | None) -> Iterator[tuple[str, int]]:
    """Where the connections of a crawl go to: the hosts of its URLs, their proxies, or the mirror."""
    proxies = getproxies()
    for url in [mirror] if mirror else urls:
        parts = urlsplit(url)
        proxy = None if mirror or proxy_bypass(parts.hostname or "") else proxies.get(parts.scheme)
        if proxy:
            parts = urlsplit(proxy if "//" in proxy else f"//{proxy}")
        yield parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
