"""The grammar of the command line: every command, its options and what it says of itself. The standard library alone,
so that ``plainview --help`` answers at once; what the commands do stands in plainview.py."""

import argparse
import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

Command = Callable[[argparse.Namespace], int]

EPILOG = """\
exit codes: 0 all good; 1 it ran, and at least one publisher failed or is held back (its last good figures stay);
2 usage; 3 integrity (a hash or a cell does not match: nothing is published from it); 75 another run has the lock;
130/143 interrupted."""


def parser(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The whole grammar. Parsing sets ``command`` to what ``commands`` has under the command's name."""
    grammar = argparse.ArgumentParser(
        prog="plainview",
        description="What technology companies publish about governments asking for data and removals, in one table.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    grammar.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("PLAINVIEW_DATA", "data")),
        help="where everything is kept (default: PLAINVIEW_DATA, else ./data)",
    )
    grammar.add_argument("--no-baseline", action="store_true", help="leave the repository's own figures out")
    grammar.add_argument("--quiet", action="store_true", help="only say what went wrong")
    subparsers = grammar.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        sub = subparsers.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(command=commands[name])
        return sub

    run = add("run", "collect, build and report: what a scheduler calls")
    run.add_argument("publishers", nargs="*", metavar="PUBLISHER", help="collect only these (the report shows all)")
    run.add_argument("--offline-ok", action="store_true", help="no network at all is not a failure")
    _add_mirror(run)
    _add_unverified(run)
    _add_report(run)
    collect = add("collect", "fetch what publishers have into the archive, and read it")
    collect.add_argument(
        "publishers", nargs="*", metavar="PUBLISHER", help="only these (default: all that were verified)"
    )
    _add_mirror(collect)
    _add_unverified(collect)
    bring = add("import", "take documents saved by hand: DIR/<publisher>/<report>/<YYYY-MM-DD>/<file>")
    bring.add_argument("folder", type=Path, metavar="DIR")
    bring.add_argument("publishers", nargs="*", metavar="PUBLISHER", help="only these")
    add("build", "archive -> readings -> tables; does only what changed")
    report = add("report", "tables -> the static site")
    _add_report(report)
    add("publishers", "who is covered, since when, how fresh, how verified")
    show = add("show", "figures in the terminal")
    show.add_argument(
        "query", nargs="+", metavar="QUERY", help="words such as google US 2023-H1 requests_received, or column=value"
    )
    show.add_argument("--limit", type=int, default=40, help="rows to print (default 40; 0 for all)")
    show.add_argument("--editions", action="store_true", help="every edition, not only the current view")
    _add_as_of(show)
    add("verify", "look figures up again in the archived bytes, and check every hash")
    export = add("export", "the tables as files for other programs")
    export.add_argument(
        "--format",
        choices=["csv", "parquet", "json", "sqlite", "package"],
        default="csv",
        help="a file a table (default csv), one file with all of them (sqlite), or the whole data package",
    )
    export.add_argument("--out", type=Path, default=Path("export"), help="folder to write to (default ./export)")
    export.add_argument(
        "tables",
        nargs="*",
        metavar="TABLE",
        help="such as current, findings, disclosure (default: all but observations); none for sqlite and package",
    )
    _add_as_of(export)
    new = add("new", "write the files of a new publisher, and say what to do next")
    new.add_argument("publisher", metavar="PUBLISHER", help="its identifier, such as example-corp")
    compare = add("compare", "whether two series may stand side by side, and why not")
    compare.add_argument("a", metavar="A", help='words as for show, in one argument: "google user_data DE"')
    compare.add_argument("b", metavar="B")
    _add_as_of(compare)
    add("check-studies", "recompute what published studies say, and explain every difference")
    recheck = add("recheck-statements", "look whether the quotations still stand in their sources")
    _add_mirror(recheck)
    baseline = add("baseline", "write the repository's own figures again from a folder of documents")
    baseline.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="default: PLAINVIEW_CORPUS, else ../shared/corpus"
    )
    baseline.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file would change")
    return grammar


def _add_mirror(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mirror", metavar="URL", help="send each request to URL + the original URL")
    parser.add_argument("--replay", action="store_true", help="answer from the archive only, without the network")


def _add_unverified(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--unverified", action="store_true", help="also what was only reconstructed, and never seen answering"
    )


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, help="folder of the site (default: site in the data folder)")
    _add_as_of(parser)


def _add_as_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="what the copies held on that day said"
    )
    parser.add_argument(
        "--recorded-as-of", type=date.fromisoformat, metavar="DATE", help="what Plainview's archive knew on that day"
    )
