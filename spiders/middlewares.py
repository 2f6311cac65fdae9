"""Between the spider and the wire: where requests may go, which are welcome, how often, and which answers are whole."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotConfigured,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from spiders.completeness import cut_short
from spiders.replay import REFUSED_NAMES, is_public

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.report_spider import ReportSpider

INCOMPLETE = "incomplete: "
"""How the flag of a response begins whose body is not the whole; the reason follows."""

TRY_AGAIN = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
NO_ANSWER = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError)
SILENT_AFTER = 2
"""Documents of a host that got no answer at all, each tried three times, before the others are not asked for."""


class Refused(IgnoreRequest):
    """A request that is not to be sent, with the reason; ``skipped`` when the publisher asked for that."""

    def __init__(self, reason: str, skipped: bool = False) -> None:
        super().__init__(reason)
        self.skipped = skipped


class Hops:
    """Requests go to http(s) addresses of the publisher's own hosts, and never into anybody's private network."""

    def __init__(self, crawler: "Crawler") -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Hops":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        spider = cast("ReportSpider", self.crawler.spider)
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        came_from = request.meta.get("redirect_urls", ())
        if parts.scheme not in ("http", "https") or not is_public(host):
            raise Refused(f"{_moved(came_from, request.url)} is no public web address")
        if came_from and host not in spider.hosts and "robots" not in request.meta:
            raise Refused(f"{_moved(came_from, host)} is not a host of this publisher")


def _moved(came_from: "list[str] | tuple[str, ...]", target: str) -> str:
    return f"it redirects from {urlsplit(came_from[0]).hostname} to {target}, which" if came_from else target


class Robots:
    """RFC 9309: what robots.txt forbids is not fetched, and nothing is where it cannot be read; Crawl-delay is kept."""

    def __init__(self, crawler: "Crawler") -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self.agent = str(crawler.settings["USER_AGENT"])
        self.longest = crawler.settings.getfloat("PLAINVIEW_LONGEST_WAIT")
        self.deadline = crawler.settings.getfloat("PLAINVIEW_DOCUMENT_DEADLINE")
        self.rules: dict[str, ProtegoRobotParser | Refused | None] = {}
        self.last: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Robots":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if "robots" in request.meta:
            return
        site = _site(request.url)
        if site not in self.rules:
            self.rules[site] = await self._read(f"{site}/robots.txt")
        rules = self.rules[site]
        if isinstance(rules, Refused):
            raise Refused(str(rules), skipped=True)
        if rules is None:
            return
        if not rules.allowed(request.url, self.agent):
            raise Refused(f"{site}/robots.txt does not allow it", skipped=True)
        delay = rules.crawl_delay(self.agent) or 0.0
        if delay > self.longest:
            raise Refused(f"{site}/robots.txt asks for {delay:g} seconds between requests", skipped=True)
        await asyncio.sleep(max(0.0, self.last.get(site, -delay) + delay - time.monotonic()))
        self.last[site] = time.monotonic()

    def process_response(self, request: Request, response: Response) -> Response:
        # From one answer to the next request, so that no slow way makes the distance at the server's end shorter.
        self.last[_site(request.url)] = time.monotonic()
        return response

    async def _read(self, url: str) -> ProtegoRobotParser | Refused | None:
        """The rules, None where there are none, or why nothing may be fetched now."""
        # Half of a document's time: it is a small file, and every document waits for it.
        meta = {"robots": True, "until": time.monotonic() + self.deadline / 2}
        request = Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # Whatever it was, the rules are not known.
            return Refused(f"{url} cannot be read, so nothing is fetched in this run: {words_of(error)}")
        if response.status >= 500 or response.status == 429 or (response.status == 200 and incomplete(response)):
            trouble = incomplete(response) or f"it answers {status_words(response.status)}"
            return Refused(f"{url} cannot be read, so nothing is fetched in this run: {trouble}")
        return ProtegoRobotParser.from_crawler(self.crawler, response.body) if response.status == 200 else None


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Patience:
    """Tries again what may pass, no sooner than the server asks, within each document's time."""

    def __init__(self, crawler: "Crawler") -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.attempt = settings.getfloat("DOWNLOAD_TIMEOUT")
        self.deadline = settings.getfloat("PLAINVIEW_DOCUMENT_DEADLINE")
        self.longest = settings.getfloat("PLAINVIEW_LONGEST_WAIT")
        self.pause = settings.getfloat("PLAINVIEW_PAUSE")
        self.unanswered: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Patience":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname or ""
        if self.unanswered[host] >= SILENT_AFTER:
            raise Refused(f"{host} has given no answer in this run, so it is not asked again")
        now = time.monotonic()
        until = request.meta.setdefault("until", now + self.deadline)
        request.meta["download_timeout"] = max(0.1, min(self.attempt, until - now))
        request.meta.pop("download_latency", None)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        self.unanswered.pop(urlsplit(request.url).hostname or "", None)
        if response.status in TRY_AGAIN:
            asked = retry_after(headers_of(response).get("retry-after", ""), datetime.now(UTC))
            return await self._again(request, status_words(response.status), asked) or response
        if trouble := incomplete(response):
            return await self._again(request, trouble) or response
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        passing = isinstance(exception, (*NO_ANSWER, DownloadFailedError, OSError))
        if not passing or is_about_tls(exception) or private_name(exception):
            return None
        again = await self._again(request, type(exception).__name__)
        if again is None and isinstance(exception, NO_ANSWER) and "download_latency" not in request.meta:
            self.unanswered[urlsplit(request.url).hostname or ""] += 1
        return again

    async def _again(self, request: Request, reason: str, asked: float | None = None) -> Request | None:
        """The request to send after a pause, or None when that is not worth it."""
        wait = self.pause * 2.0 ** request.meta.get("retry_times", 0) if asked is None else asked
        if wait > self.longest:
            at = (datetime.now(UTC) + timedelta(seconds=wait)).strftime("%Y-%m-%d %H:%M UTC")
            request.meta["asked"] = f"it asks to come back at {at}"
            return None
        if asked is not None:
            # The server's wish, not its slowness: it does not use up the document's time.
            request.meta["until"] += asked
        if time.monotonic() + wait >= request.meta.get("until", float("inf")):
            return None
        spider = self.crawler.spider
        if spider is None or (again := get_retry_request(request, spider=spider, reason=reason)) is None:
            return None
        await asyncio.sleep(wait)
        return again


class Completeness:
    """Flags a body that is not the whole, before anything unpacks or uses it."""

    def __init__(self, crawler: "Crawler") -> None:
        self.limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "Completeness":
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status in (200, 204) and request.method == "GET":
            trouble = cut_short(
                response.status, headers_of(response), response.body, "dataloss" in response.flags, self.limit
            )
            # A robots.txt that says nothing forbids nothing.
            if trouble and not ("robots" in request.meta and not response.body and "dataloss" not in response.flags):
                response.flags.append(INCOMPLETE + trouble)
        return response


def status_words(status: int) -> str:
    """A status and what it is called."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def incomplete(response: Response) -> str | None:
    """Why a response's body is not the whole, or None."""
    return next((flag.removeprefix(INCOMPLETE) for flag in response.flags if flag.startswith(INCOMPLETE)), None)


def headers_of(response: Response) -> dict[str, str]:
    """A response's headers by lower-case name; several of one name joined by a comma."""
    named = {name: response.headers.getlist(name) for name in response.headers}
    return {name.decode("latin-1").lower(): b", ".join(values).decode("latin-1") for name, values in named.items()}


def retry_after(text: str, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header: a number or a date; None where it cannot be understood."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def is_about_tls(error: BaseException | None) -> bool:
    """Whether a failed download failed over the server's certificate, which no second try mends."""
    return "certificate verify failed" in str(error) or "VerificationError" in str(error)


def private_name(error: BaseException | None) -> str | None:
    """The name that a failed look-up was for, where it failed because the name leads into a private network."""
    return next(
        (name for name in REFUSED_NAMES if isinstance(error, CannotResolveHostError) and name in str(error)), None
    )


def words_of(error: BaseException | None) -> str:
    """What went wrong with a request, for a person."""
    if is_about_tls(error):
        return "its TLS certificate is not valid"
    match error:
        case CannotResolveHostError():
            named = private_name(error)
            return f"{named} leads to the private address {REFUSED_NAMES[named]}" if named else "its host is not known"
        case DownloadConnectionRefusedError():
            return "its host refuses the connection"
        case DownloadTimeoutError():
            return "it did not answer in time"
        case DownloadFailedError():
            return "the connection broke, or what came was not HTTP"
        case DownloadCancelledError():
            return "it is larger than a document may be"
        case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in str(error):
            return "it unpacks to more than a document may hold"
        case IgnoreRequest() if "max redirections" in str(error):
            return "it redirects without end"
    return str(error) or type(error).__name__
