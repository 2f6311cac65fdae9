"""Where answers come from: the network, a mirror of it, or the archive; and which addresses a name may have."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

    from spiders.report_spider import Address, ReportSpider

REFUSED_NAMES: dict[str, str] = {}
"""Host names that resolved to an address inside somebody's network, and that address."""


class NotArchived(IgnoreRequest):
    """A replay was asked for a document that the archive does not have."""


class Source:
    """The download handler of both schemes: which one it really is depends on the settings."""

    lazy = True

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> BaseDownloadHandler:
        if crawler.settings.getbool("PLAINVIEW_REPLAY"):
            return Replay(crawler)
        return Mirror(crawler) if crawler.settings["PLAINVIEW_MIRROR"] else HTTP11DownloadHandler(crawler)


class Mirror(HTTP11DownloadHandler):
    """Asks the mirror for ``MIRROR/original URL``; all that is above, robots.txt and hops too, sees original URLs."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._prefix = mirror_of(crawler.settings) + "/"

    async def download_request(self, request: Request) -> Response:
        sent = request.replace(url=self._prefix + request.url)
        try:
            response = await super().download_request(sent)
        finally:
            # Tells an answer that stopped from one that never began, as on the network.
            if "download_latency" in sent.meta:
                request.meta["download_latency"] = sent.meta["download_latency"]
        if location := response.headers.get("Location"):
            target = urljoin(sent.url, location.decode("latin-1"))
            response.headers["Location"] = target.removeprefix(self._prefix)
        return response.replace(url=request.url)


class Replay(BaseDownloadHandler):
    """Answers with the newest archived copy of the document that a request is for."""

    async def download_request(self, request: Request) -> Response:
        spider = cast("ReportSpider", self.crawler.spider)
        address: Address = request.cb_kwargs["address"]
        latest = spider.archive.latest(spider.name, address.report.identifier, address.url)
        if latest is None:
            raise NotArchived("the archive has no copy of it")
        return Response(request.url, body=spider.archive.read(latest.sha256))


class PublicResolver(CachingThreadedResolver):
    """Refuses names that lead into this machine or its network, whoever the redirect came from.

    The address that was checked is the one that is connected to: no second look-up can differ.
    """

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> "PublicResolver":
        resolver = super().from_crawler(crawler, reactor)
        # A proxy is this machine's own choice and commonly stands inside.
        chosen = [*getproxies().values(), crawler.settings["PLAINVIEW_MIRROR"] or ""]
        resolver.exempt = {urlsplit(address if "//" in address else f"//{address}").hostname for address in chosen}
        return resolver

    exempt: set[str | None]

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":
        return super().getHostByName(name, timeout).addCallback(self._public, name)

    def _public(self, address: str, name: str) -> str:
        if name not in self.exempt and not is_public(address):
            REFUSED_NAMES[name] = address
            raise DNSLookupError(f"{name} leads to {address}")
        return address


def is_public(host: str) -> bool:
    """Whether a host is a name, or an address that the whole internet shares."""
    try:
        address = ip_address(host)
    except ValueError:
        return host.lower() != "localhost" and not host.lower().endswith((".localhost", ".local", ".internal"))
    return address.is_global and not address.is_multicast


def mirror_of(settings: "BaseSettings") -> str:
    """The mirror's address without a slash at its end; empty where there is none."""
    return str(settings["PLAINVIEW_MIRROR"] or "").rstrip("/")


def is_on_this_machine(mirror: str) -> bool:
    """Whether a mirror listens on loopback, where nobody has to be spared."""
    host = urlsplit(mirror).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
