"""Columns and types of every table. The record of docs/record.md, as code."""

from typing import Any

import polars as pl

from spiders.observation import STATUSES

STATUS = pl.Enum(STATUSES)
ORIGIN = pl.Enum(["archive", "baseline"])
EVIDENCE = pl.Enum(["report", "regulator"])

CODES = (
    "service",
    "about",
    "kind",
    "measure",
    "unit",
    "subject",
    "jurisdiction",
    "jurisdiction_role",
    "counterparty",
    "counterparty_role",
    "process",
    "reason",
    "requester",
)
"""The columns that a crosswalk may set; any other name is a dimension and goes into ``dims``."""

KEY = ("publisher", "table", *CODES, "dims", "period_start", "period_end")
"""What makes a cell: no printed word, member, method or date of an edition."""

_TEXTS: dict[str, Any] = dict.fromkeys(CODES, pl.String)

OBSERVATIONS = pl.Schema(
    {
        "cell_id": pl.String,
        "publisher": pl.String,
        "report": pl.String,
        "table": pl.String,
        **_TEXTS,
        "dims": pl.List(pl.String),
        "period_start": pl.Date,
        "period_end": pl.Date,
        "lower": pl.Float64,
        "upper": pl.Float64,
        "status": STATUS,
        "total_over": pl.List(pl.String),
        "printed": pl.String,
        "printed_measure": pl.String,
        "printed_jurisdiction": pl.String,
        "captured": pl.Date,
        "captured_basis": pl.String,
        "published": pl.Date,
        "recorded": pl.String,
        "sequence": pl.Int64,
        "snapshot": pl.String,
        "member_sha256": pl.String,
        "exactness": pl.String,
        "document_url": pl.String,
        "locator": pl.String,
        "origin": ORIGIN,
        "evidence": EVIDENCE,
    }
)

_RECORD: dict[str, Any] = dict(OBSERVATIONS)

CURRENT = pl.Schema({**_RECORD, "method": pl.String, "flags": pl.List(pl.String), "correction": pl.String})

RESTATEMENTS = pl.Schema(
    {
        "cell_id": pl.String,
        # The record's own ``kind`` is ``cell_kind`` here: ``kind`` is what happened to the cell.
        **{("cell_kind" if name == "kind" else name): _RECORD[name] for name in KEY},
        "captured_before": pl.Date,
        "captured_after": pl.Date,
        "snapshot_before": pl.String,
        "snapshot_after": pl.String,
        "lower_before": pl.Float64,
        "upper_before": pl.Float64,
        "lower_after": pl.Float64,
        "upper_after": pl.Float64,
        "status_before": STATUS,
        "status_after": STATUS,
        "printed_before": pl.String,
        "printed_after": pl.String,
        "kind": pl.String,
    }
)

_DOCUMENTS: dict[str, Any] = {
    "publisher": pl.String,
    "report": pl.String,
    "name": pl.String,
    "url": pl.String,
    "snapshot": pl.String,
    "captured": pl.Date,
    "captured_basis": pl.String,
    "recorded": pl.String,
    "sequence": pl.Int64,
    "origin": ORIGIN,
    "exactness": pl.String,
    "outcome": pl.Enum(["read", "same_as_before", "held", "failed", "not_read"]),
    "why": pl.String,
    "reader_version": pl.String,
    "observations": pl.Int64,
    "cells": pl.Int64,
    "cells_read": pl.Int64,
    "cells_header": pl.Int64,
    "cells_ignored": pl.Int64,
    "ignored": pl.List(pl.Struct({"reason": pl.String, "cells": pl.Int64})),
    "notes": pl.List(pl.String),
    "findings": pl.List(pl.String),
    "repeated": pl.List(pl.String),
}

DOCUMENTS = pl.Schema(_DOCUMENTS)

FINDINGS = pl.Schema(
    {
        "rule": pl.String,
        **{name: _RECORD[name] for name in ("publisher", "report", "table", "cell_id", "measure", "unit")},
        **{name: _RECORD[name] for name in ("jurisdiction", "period_start", "period_end", "snapshot", "locator")},
        # The figure at ``cell_id``, and what it is held against: the sum of ``parts`` rows, the figure before it, what
        # its percentage gives, ...; upper is null where one of them is open or withheld.
        "lower": pl.Float64,
        "upper": pl.Float64,
        "parts": pl.Int64,
        "parts_lower": pl.Float64,
        "parts_upper": pl.Float64,
        "difference": pl.Float64,
        "sentence": pl.String,
        "others": pl.List(pl.String),
        "rank": pl.Float64,
        "severity": pl.String,
    }
)
