"""ReportSpider: requests from the declaration; every whole document goes to the archive before anything reads it."""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote, urlsplit

import scrapy
from scrapy.http import Response

from spiders.archive import Archive, Capture
from spiders.completeness import describe, unfit
from spiders.errors import PlainviewError
from spiders.middlewares import Refused, headers_of, incomplete, status_words, words_of
from spiders.outcome import Outcome
from spiders.publisher import Publisher, Report, load_publisher
from spiders.replay import NotArchived, is_on_this_machine, mirror_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from spiders.reading import Reader

GONE = (404, 410)


@dataclass(frozen=True)
class Address:
    """Where a document is to be had; ``templated`` when the address is one of a series that may have gaps."""

    report: Report
    url: str
    templated: bool


class ReportSpider(scrapy.Spider):
    """Collects one publisher. A publisher's own spider only names it and says which function reads which report."""

    readers: ClassVar[Mapping[str, "Reader"]] = {}

    declaration: Publisher
    archive: Archive
    record: Callable[[Outcome], None]

    @classmethod
    def update_settings(cls, settings: "BaseSettings") -> None:
        super().update_settings(settings)
        if settings.getbool("PLAINVIEW_REPLAY") or is_on_this_machine(mirror_of(settings)):
            settings.set("DOWNLOAD_DELAY", 0, priority="spider")
        if settings.getbool("PLAINVIEW_REPLAY"):
            settings.set("ROBOTSTXT_OBEY", False, priority="spider")
        if mirror_of(settings):
            settings.set("HTTPPROXY_ENABLED", False, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: "Crawler", *args: Any, **kwargs: Any) -> "ReportSpider":
        """Takes ``declaration``, ``archive`` and ``record``; under Scrapy's own commands it finds them by itself."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if "archive" not in kwargs:
            spider.declaration = load_publisher(spider.name)
            spider.archive = Archive(Path(crawler.settings["PLAINVIEW_DATA"]))
            spider.record = lambda outcome: spider.logger.info("%s", outcome)
            # Kept by the spider: the signal alone would not keep it alive, and the lock would fall with it.
            spider.held = ExitStack()
            spider.held.enter_context(spider.archive.lock())
            crawler.signals.connect(spider.held.close, signal=scrapy.signals.spider_closed)
        spider.hosts = hosts_of(spider.declaration)
        return spider

    hosts: frozenset[str]
    held: ExitStack

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for address in addresses(self.declaration, datetime.now(UTC).date()):
            yield self.request(address)

    def request(self, address: Address, conditional: bool = True) -> scrapy.Request:
        """Ask for a document, or only for news of it where its last copy is at hand and sound."""
        latest = self._latest(address)
        held = conditional and latest is not None and self.archive.is_sound(latest.sha256)
        return scrapy.Request(
            address.url,
            callback=self.answered,
            errback=self.unanswered,
            headers=conditions(latest) if latest is not None and held else None,
            cb_kwargs={"address": address, "held": held},
            dont_filter=True,
        )

    def answered(self, response: Response, address: Address, held: bool) -> scrapy.Request | None:
        if (
            response.status == 304
            and not held
            and response.request
            and response.request.headers.get("Cache-Control") is None
        ):
            again = self.request(address, conditional=False)
            again.headers["Cache-Control"] = "no-cache"
            return again
        try:
            result, reason, digest = self._judge(response, address)
        except PlainviewError as error:
            result, reason, digest = "failed", str(error), None
        self._tell(address, result, reason, digest)
        return None

    def unanswered(self, failure: "Failure") -> None:
        address: Address = failure.request.cb_kwargs["address"]  # type: ignore[attr-defined]
        error = failure.value
        skipped = isinstance(error, NotArchived) or (isinstance(error, Refused) and error.skipped)
        self._tell(address, "skipped" if skipped else "failed", words_of(error), None)

    def _judge(self, response: Response, address: Address) -> tuple[str, str, str | None]:
        latest = self._latest(address)
        if response.status == 200:
            return self._keep(response, address, latest)
        if response.status == 204:
            return "failed", "the answer is empty", None
        if response.status == 304 and latest is not None and self.archive.has(latest.sha256):
            return "unchanged", "", latest.sha256
        reason = f"it answers {status_words(response.status)}"
        if response.status in GONE and address.templated:
            return ("no longer published", reason, latest.sha256) if latest else ("gap", reason, None)
        if location := headers_of(response).get("location"):
            reason += f" to {location}, which is not followed"
        elif response.body and headers_of(response).get("content-type", "").startswith("text/html"):
            reason += f", with {describe(response.body)}"
        asked = response.meta.get("asked")
        return "failed", f"{reason}; {asked}" if asked else reason, None

    def _keep(self, response: Response, address: Address, latest: Capture | None) -> tuple[str, str, str | None]:
        name = document_name(address.url)
        headers = {key: value[:1000] for key, value in headers_of(response).items() if key != "set-cookie"}
        about = {"publisher": self.name, "report": address.report.identifier, "name": name, "url": address.url}
        trouble = incomplete(response) or unfit(
            response.body, name, address.report.media, unproven="partial" in response.flags
        )
        if trouble:
            if response.body:
                self.archive.keep_incomplete(response.body, **about, headers=headers, reason=trouble)
            return "failed", trouble, None
        digest = sha256(response.body).hexdigest()
        if latest is not None and latest.sha256 == digest:
            mended = not self.archive.is_sound(digest)
            self.archive.put(response.body)
            return "unchanged", "its copy in the archive was damaged, and has been replaced" if mended else "", digest
        _, new = self.archive.add(
            response.body,
            **about,
            captured=(archived_on(response.url) or datetime.now(UTC).date()).isoformat(),
            captured_basis="exact",
            obtained="crawl",
            exactness="byte-exact",
            status=response.status,
            headers=headers,
            note="" if response.url == address.url else f"redirected to {response.url}",
        )
        return ("new" if new else "unchanged"), "", digest

    def _latest(self, address: Address) -> Capture | None:
        return self.archive.latest(self.name, address.report.identifier, address.url)

    def _tell(self, address: Address, result: str, reason: str, digest: str | None) -> None:
        self.record(Outcome(self.name, address.report.identifier, address.url, result, reason, digest))


def addresses(declaration: Publisher, today: date) -> Iterable[Address]:
    """Every address that a crawl of the publisher goes to."""
    for report in declaration.reports.values():
        if report.obtain == "crawl":
            yield from (Address(report, url, templated) for url, templated in report.addresses(today))


def hosts_of(declaration: Publisher) -> frozenset[str]:
    """The hosts that a publisher's documents may come from: all that its declaration names."""
    reports = declaration.reports.values()
    urls = [declaration.homepage, *(report.landing for report in reports)]
    urls += [url for report in reports for url in (*report.urls, report.url_template or "")]
    return frozenset(host for url in urls if (host := urlsplit(url).hostname))


def archived_on(url: str) -> date | None:
    """The day on which the Wayback Machine obtained what it gives at this address; None for other addresses."""
    match = re.match(r"https?://web\.archive\.org/web/([0-9]{8})[0-9]{6}(?:[a-z]{2}_)?/", url)
    return datetime.strptime(match[1], "%Y%m%d").replace(tzinfo=UTC).date() if match else None


def conditions(latest: Capture) -> dict[str, str]:
    """Request headers that ask only for what has changed since a capture."""
    wanted = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
    return {name: latest.headers[header] for name, header in wanted.items() if latest.headers.get(header)}


def document_name(url: str) -> str:
    """A file name from the last part of a URL's path: letters, digits and ``. _ - ( ) +`` only, never hidden."""
    last = next((part for part in reversed(urlsplit(url).path.split("/")) if part), "")
    name = re.sub(r"[^\w.()+-]", "_", unquote(last)).lstrip(".")
    return name[-120:].lstrip(".") or "document"
