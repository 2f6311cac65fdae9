"""Only what differs from Scrapy's defaults, each with its reason."""

import os

from spiders.archive import MAX_DOCUMENT

BOT_NAME = "plainview"
SPIDER_MODULES = ["spiders.publishers"]
# A publisher whose module is broken must not keep the others from being collected.
SPIDER_LOADER_WARN_ONLY = True

# Where everything is kept; --data of the command line comes before it.
PLAINVIEW_DATA = os.environ.get("PLAINVIEW_DATA", "data")
# Each request goes to this address + "/" + the original URL; None is the real network.
PLAINVIEW_MIRROR: str | None = None
# Answer from the archive alone, without any network.
PLAINVIEW_REPLAY = False
# How a publisher can reach whoever runs this: a URL or an address for mail. Set it before collecting on a schedule.
PLAINVIEW_CONTACT = os.environ.get("PLAINVIEW_CONTACT", "")
USER_AGENT = f"Plainview/0.1 (collects published transparency reports; {PLAINVIEW_CONTACT or 'no contact given'})"

# Politeness: ask first, one request at a time, a second apart, and no variation below that second.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0

# Patience, in seconds: one attempt; one document with its attempts, longer only when a server names a time to come
# back; the longest that a server may ask for; one publisher with all its documents.
DOWNLOAD_TIMEOUT = 45
DNS_TIMEOUT = 10
PLAINVIEW_DOCUMENT_DEADLINE = 120
PLAINVIEW_LONGEST_WAIT = 120
CLOSESPIDER_TIMEOUT = 1800
# The first pause after a failure; it doubles.
PLAINVIEW_PAUSE = 2.0
# One document after the other: a document's time does not run while it waits behind others.
RETRY_PRIORITY_ADJUST = 1
# Five hops are what RFC 9309 asks for robots.txt; no publisher needs more.
REDIRECT_MAX_TIMES = 5

# Bytes are kept as sent: no encoding of transport is asked for, and a body that breaks off is looked at, not dropped.
DEFAULT_REQUEST_HEADERS = {"Accept": "*/*", "Accept-Language": "en", "Accept-Encoding": "identity"}
DOWNLOAD_MAXSIZE = MAX_DOCUMENT
DOWNLOAD_FAIL_ON_DATALOSS = False
# Every status has an outcome, so every status reaches the spider.
HTTPERROR_ALLOW_ALL = True
# A document is no page: a refresh in it is text, and nobody logs in.
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False

# Scrapy accepts any certificate by default, and any address that a name resolves to.
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "spiders.replay.PublicResolver"
DOWNLOAD_HANDLERS = {
    "http": "spiders.replay.Source",
    "https": "spiders.replay.Source",
    # Nothing is read from this machine or from protocols that no publisher uses.
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
# Both listen on a port by default; the second runs whatever Python it is sent.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Nor is their code loaded, which takes as long as a small crawl.
EXTENSIONS = dict.fromkeys(("scrapy.extensions.telnet.TelnetConsole", "scrapy.extensions.remote_control.RemoteControl"))

DOWNLOADER_MIDDLEWARES = {
    # Offsite drops a request without a word; Hops says which host a document has moved to.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "spiders.middlewares.Hops": 50,
    # Scrapy crawls on where robots.txt cannot be read, and leaves Crawl-delay aside.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "spiders.middlewares.Robots": 100,
    # Scrapy tries again at once, whatever Retry-After says.
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "spiders.middlewares.Patience": 550,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    # Closest to the wire, to see bodies before they are unpacked.
    "spiders.middlewares.Completeness": 900,
}

# Twisted and Scrapy tell every request at DEBUG.
LOG_LEVEL = "INFO"
