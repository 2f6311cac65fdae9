"""The news on the site: said with care, and in feeds that are plain Atom whatever documents say."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from lxml import etree

from analysis import store
from analysis.build import build
from analysis.report import feeds, render, whats_new
from analysis.report.site import Site, load
from spiders.errors import PlainviewError

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(1)</script> {{7*7}} \x0b \u202e &amp; ]]> $\\undefined$'


def of_ours(site: Site) -> list[str]:
    return [one.identifier for one in site.events if one.kind != "statement"]


def test_the_events_of_a_data_folder_and_of_a_past_day(restated_data: Path) -> None:
    site = load(restated_data, None, None)
    restated, beta, alpha = of_ours(site)
    assert restated == "restated/alpha/requests/2021-06-01"
    assert (beta, alpha) == ("first-held/beta/figures/2021-02-01", "first-held/alpha/figures/2021-01-01")
    assert of_ours(load(restated_data, date(2021, 5, 1), None)) == [beta, alpha]
    assert of_ours(load(restated_data, date(2021, 1, 31), None)) == [alpha]


def test_newest_silent_and_fresh_are_said_with_care(restated_data: Path) -> None:
    site = load(restated_data, None, None)
    assert whats_new.newest(site, 2)[0].identifier.startswith("statement/")
    fresh = {one.publisher: one for one in whats_new.freshness(site)}
    assert fresh["alpha"].sentence == "No copy from after 2021-06-01 is at hand; newest period: 2020-H2."
    assert "(an estimated day)" in fresh["beta"].sentence
    quiet = {one.identifier: one.indicators for one in whats_new.silent(site).companies}
    assert quiet["alibaba"] == ("F6", "P11a") and quiet["baidu"] == ("P11a",)
    assert "alipay" not in quiet  # of it nothing was collected, which is no silence
    (page,) = whats_new.all_pages(site)
    values = {"site": site, "sections": [], "charts": {}, "description": page.description, **page.values}
    text = render.page(page.template, page.address, page.title, values)
    assert "“10” before, “11” now" in text and text.count("<h1>") == 1


def test_feeds_are_the_same_each_time_and_valid(restated_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLAINVIEW_SITE", raising=False)
    told = dict(feeds.feeds(load(restated_data, None, None)))
    assert told == dict(feeds.feeds(load(restated_data, None, None)))
    assert {"feeds/all.xml", "feeds/company/alpha.xml", "feeds/jurisdiction/NA.xml"} <= told.keys()
    names = set()
    for address, content in told.items():
        root = checked(content)
        names.add(text_of(root, "id"))
        for link in root.iter(f"{A}link"):
            assert not link.get("href", "").startswith(("/", "http"))
        if address == "feeds/company/alpha.xml":
            alternate = root.find(f"{A}link[@rel='alternate']")
            assert alternate is not None and alternate.get("href") == "../../company/alpha.html"
            days = [text_of(entry, "updated") for entry in root.iter(f"{A}entry")]
            assert days == ["2021-06-01T00:00:00Z", "2021-01-01T00:00:00Z"] and text_of(root, "updated") == days[0]
    assert len(names) == len(told)


def test_links_are_absolute_where_the_site_says_where_it_stands(
    restated_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    relative = dict(feeds.feeds(load(restated_data, None, None)))
    monkeypatch.setenv("PLAINVIEW_SITE", "https://news.example/plainview")
    absolute = dict(feeds.feeds(load(restated_data, None, None)))
    links = [one.get("href", "") for one in checked(absolute["feeds/all.xml"]).iter(f"{A}link")]
    assert "https://news.example/plainview/feeds/all.xml" in links
    assert all(one.startswith("https://news.example/plainview/") for one in links)
    ids = [
        [text_of(one, "id") for one in checked(found["feeds/all.xml"]).iter(f"{A}entry")]
        for found in (relative, absolute)
    ]
    assert ids[0] == ids[1]  # whoever moves a site makes nothing new
    monkeypatch.setenv("PLAINVIEW_SITE", "javascript:alert(1)")
    with pytest.raises(PlainviewError, match="PLAINVIEW_SITE"):
        feeds.site_address()


def test_hostile_words_of_documents_are_text_in_feeds(restated_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = restated_data / "restatements.parquet"
    frame = pl.read_parquet(path).with_columns(pl.lit(HOSTILE + "x" * 10_000).alias("printed_after"))
    ledger = store.load_ledger(restated_data)
    store.save_ledger(restated_data, {**ledger, "outputs": {**ledger["outputs"], path.name: store.write(path, frame)}})
    for address, content in feeds.feeds(load(restated_data, None, None)):
        root = checked(content)
        assert "\x0b" not in content.decode() and "\u202e" not in content.decode()
        assert all(one.get("type") != "html" and not len(one) for one in root.iter(f"{A}summary", f"{A}title"))
        if address == "feeds/company/alpha.xml":
            assert "<script>alert(1)</script> {{7*7}} \\x0b \\u202e &amp; ]]>" in text_of(
                root.find(f"{A}entry"), "summary"
            )


def test_a_site_of_nothing_has_a_feed_that_is_valid(tmp_path: Path, invented: Path) -> None:
    root = tmp_path / "data"
    build(root, use_baseline=False)
    site = load(root, date(2000, 1, 1), None)
    told = dict(feeds.feeds(site))
    assert {"feeds/all.xml", "feeds/company/alpha.xml", "feeds/company/alibaba.xml"} <= told.keys()
    assert {text_of(checked(content), "updated") for content in told.values()} == {"2000-01-01T00:00:00Z"}


# --- Atom, as RFC 4287 requires it ---

A = f"{{{feeds.ATOM}}}"
GRAMMAR = """\
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="feed"><interleave>
    <ref name="common"/>
    <oneOrMore><element name="author"><element name="name"><text/></element></element></oneOrMore>
    <zeroOrMore><element name="entry"><interleave>
      <ref name="common"/>
      <zeroOrMore><element name="category"><attribute name="term"/></element></zeroOrMore>
      <element name="summary"><text/></element>
    </interleave></element></zeroOrMore>
  </interleave></element></start>
  <define name="common"><interleave>
    <element name="id"><data type="anyURI">
      <param name="pattern">tag:plainview,2026:[A-Za-z0-9:/._%-]+</param>
    </data></element>
    <element name="title"><text/></element>
    <element name="updated"><data type="dateTime">
      <param name="pattern">[0-9-]+T[0-9:]+Z</param>
    </data></element>
    <oneOrMore><element name="link">
      <attribute name="rel"/><attribute name="href"><data type="anyURI"/></attribute><attribute name="type"/>
    </element></oneOrMore>
  </interleave></define>
</grammar>"""


def checked(content: bytes) -> etree._Element:
    """The feed, which is as the RFC wants it: the elements once each, entries by names of their own, one alternate."""
    root = etree.fromstring(content)
    etree.RelaxNG(etree.fromstring(GRAMMAR)).assertValid(root)
    entries = [text_of(one, "id") for one in root.iter(f"{A}entry")]
    assert len(set(entries)) == len(entries)
    for one in (root, *root.iter(f"{A}entry")):
        assert len(one.findall(f"{A}link[@rel='alternate']")) == 1
    return root


def text_of(parent: etree._Element | None, name: str) -> str:
    assert parent is not None
    return parent.findtext(f"{A}{name}") or ""
