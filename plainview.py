"""Plainview's front door: the commands, and the order of their steps. No logic of its own."""

import argparse
import os
import signal
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from spiders.command_line import Command, parser

if TYPE_CHECKING:
    from analysis.verdict import Verdict
    from spiders.archive import Archive


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the process's exit code."""
    options = parser(COMMANDS).parse_args(arguments)
    signal.signal(signal.SIGTERM, _terminated)
    try:
        return _guarded(options)
    except KeyboardInterrupt:
        print("plainview: interrupted; what was archived is kept", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `plainview show | head`: the reader of our output has left
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _guarded(options: argparse.Namespace) -> int:
    from spiders.errors import IntegrityError, Locked, PlainviewError

    command: Command = options.command
    try:
        return command(options)
    except Locked as error:
        print(f"plainview: {error}", file=sys.stderr)
        return 75
    except IntegrityError as error:
        print(f"plainview: integrity: {error}", file=sys.stderr)
        return 3
    except PlainviewError as error:
        print(f"plainview: {error}", file=sys.stderr)
        return 1


def _terminated(number: int, frame: FrameType | None) -> None:
    raise SystemExit(143)


def _run(options: argparse.Namespace) -> int:
    archive, verdict = _open(options)
    with archive.lock():
        _fetch(options, archive, verdict)
        _tables(options, verdict)
        _site(options, verdict)
        return verdict.close()


def _collect(options: argparse.Namespace) -> int:
    archive, verdict = _open(options)
    with archive.lock():
        _fetch(options, archive, verdict)
        _read(options, archive, verdict)
        return verdict.close()


def _import(options: argparse.Namespace) -> int:
    from analysis.statements.register import identifiers
    from spiders.importing import declared_reports, import_folder
    from spiders.publisher import names
    from spiders.quotations import PUBLISHER

    if not options.folder.is_dir():
        return _usage(f"{options.folder} is not a folder")
    archive, verdict = _open(options)
    known = [*names(), PUBLISHER]
    if unknown := sorted(set(options.publishers) - set(known)):
        return _usage(f"no publisher {', '.join(unknown)}; there are {', '.join(known)}")

    def reports(publisher: str) -> Collection[str]:
        return identifiers() if publisher == PUBLISHER else declared_reports(publisher)

    with archive.lock():
        outcomes = import_folder(options.folder, archive, known, options.publishers, reports=reports)
        for outcome in outcomes:
            verdict.outcome(outcome)
        if all(outcome.result == "left out" for outcome in outcomes):
            verdict.failed("import", f"{options.folder} holds no document of a publisher and report that are known")
        _read(options, archive, verdict)
        return verdict.close()


def _build(options: argparse.Namespace) -> int:
    archive, verdict = _open(options)
    with archive.lock():
        _tables(options, verdict)
        return verdict.close()


def _report(options: argparse.Namespace) -> int:
    from analysis.verdict import Verdict

    verdict = Verdict("report", options.data, options.quiet)
    _site(options, verdict)
    return verdict.close()


def _publishers(options: argparse.Namespace) -> int:
    from analysis.coverage import publishers_table

    print(publishers_table(options.data))
    return 0


def _show(options: argparse.Namespace) -> int:
    from analysis.show import UnknownWord, show

    try:
        print(show(options.data, options.query, options.limit, options.editions, options.as_of, options.recorded_as_of))
    except UnknownWord as error:
        return _usage(str(error))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from analysis.verification import verify

    return verify(options.data, use_baseline=not options.no_baseline)


def _export(options: argparse.Namespace) -> int:
    from analysis.export import export

    days = {"as_of": options.as_of, "recorded_as_of": options.recorded_as_of}
    for path in export(options.data, options.out, options.format, options.tables, **days):
        print(path)
    return 0


def _compare(options: argparse.Namespace) -> int:
    from analysis.comparability import describe
    from analysis.show import UnknownWord

    try:
        print(describe(options.data, options.a, options.b, options.as_of, options.recorded_as_of))
    except UnknownWord as error:
        return _usage(str(error))
    return 0


def _check_studies(options: argparse.Namespace) -> int:
    from analysis.studies import report, shortcomings, studies_table

    table = studies_table(options.data)
    print(report(table))
    return 1 if shortcomings(table) else 0


def _recheck_statements(options: argparse.Namespace) -> int:
    from analysis.statements import findings, quoted
    from spiders.collecting import collect
    from spiders.quotations import declaration, recheck

    archive, verdict = _open(options)
    with archive.lock():
        asked = quoted()
        # A source that cannot be had is no failure: news sites come and go, and the sentence was read once.
        for outcome in collect([declaration(asked)], options.data, mirror=options.mirror, replay=options.replay):
            verdict.say(str(outcome))
        for one in recheck(archive, asked):
            verdict.say(" ".join((f"{one.identifier}: {one.result}", f"({one.reason})" if one.reason else "")).rstrip())
        for sentence in findings(archive)["sentence"]:
            verdict.say(f"finding: {sentence}")
        return verdict.close()


def _new(options: argparse.Namespace) -> int:
    from spiders.scaffold import scaffold

    print(scaffold(Path(__file__).parent, options.publisher))
    return 0


def _baseline(options: argparse.Namespace) -> int:
    from analysis.baseline import regenerate
    from spiders.publisher import names

    folder = options.folder or Path(os.environ.get("PLAINVIEW_CORPUS", "../shared/corpus"))
    if not folder.is_dir():
        return _usage(f"{folder} is not a folder of documents")
    changed = regenerate(folder, names(), options.check)
    done = "would change" if options.check else "written"
    print(f"baseline: {', '.join(changed)} {done}" if changed else "baseline: nothing changed")
    return 1 if changed and options.check else 0


def _open(options: argparse.Namespace) -> "tuple[Archive, Verdict]":
    from analysis.verdict import Verdict
    from spiders.archive import Archive

    return Archive(options.data), Verdict(options.command.__name__.strip("_"), options.data, options.quiet)


def _fetch(options: argparse.Namespace, archive: "Archive", verdict: "Verdict") -> None:
    from spiders.collecting import collect
    from spiders.outcome import NO_NETWORK
    from spiders.publisher import load_publisher, names

    if unknown := sorted(set(options.publishers) - set(names())):
        raise SystemExit(_usage(f"no publisher {', '.join(unknown)}; there are {', '.join(names())}"))
    # What was never seen answering is left to those who ask for it: a schedule must not cry wolf.
    everything = bool(options.publishers) or options.unverified
    declared = [load_publisher(name) for name in options.publishers or names()]
    publishers = declared if everything else [publisher.scheduled() for publisher in declared]
    if alone := sum(not publisher.reports for publisher in publishers):
        left = f"{alone} publisher{'s' * (alone != 1)} left alone"
        verdict.say(f"{left}: reconstructed, never seen answering (name it, or say --unverified)")
    outcomes = collect(
        publishers, options.data, mirror=options.mirror, replay=options.replay, progress=verdict.progress
    )
    offline = [outcome for outcome in outcomes if outcome.reason == NO_NETWORK]
    if offline:
        verdict.offline(len(offline), fine=getattr(options, "offline_ok", False))
    for outcome in outcomes:
        if outcome not in offline:
            verdict.outcome(outcome, skipping_is_fine=options.replay)


def _read(options: argparse.Namespace, archive: "Archive", verdict: "Verdict") -> None:
    from analysis.build import read_documents

    for publisher, why in read_documents(options.data, archive, verdict.say):
        verdict.failed(publisher, why)


def _tables(options: argparse.Namespace, verdict: "Verdict") -> None:
    from analysis.build import build

    verdict.built(build(options.data, use_baseline=not options.no_baseline, progress=verdict.say))


def _site(options: argparse.Namespace, verdict: "Verdict") -> None:
    from analysis.report import write_site
    from analysis.report.site import contact

    out = options.out or options.data / "site"
    verdict.say("drawing the report")
    days = {"as_of": options.as_of, "recorded_as_of": options.recorded_as_of}
    page = write_site(options.data, out, **days, trouble=lambda why: verdict.failed("report", why))
    if contact() is None:
        verdict.say("PLAINVIEW_CONTACT is not set: the site names no page or mailbox to report errors to")
    print(page)


def _usage(message: str) -> int:
    print(f"plainview: {message}", file=sys.stderr)
    return 2


COMMANDS: dict[str, Command] = {
    "run": _run,
    "collect": _collect,
    "import": _import,
    "build": _build,
    "report": _report,
    "publishers": _publishers,
    "show": _show,
    "verify": _verify,
    "export": _export,
    "new": _new,
    "compare": _compare,
    "check-studies": _check_studies,
    "recheck-statements": _recheck_statements,
    "baseline": _baseline,
}


if __name__ == "__main__":
    sys.exit(main())
