/* What may share an axis: the rules of Explore. Nothing is added up, and nothing is drawn together that nobody judged. */
"use strict";

const SERIES = ["publisher", "table", "kind", "measure", "unit", "evidence", "jurisdiction_role", "counterparty", "counterparty_role",
  "process", "reason", "requester", "service", "subject", "about", "method"];
const WHOLE_PLACES = /^(001|EU|area:.*)$/;

/* The breaks that touch a table's measure, oldest first. */
function breaksOf(breaks, cell) {
  return breaks.filter((one) => one.kind === "break" && one.publisher === cell.publisher && one.tables.includes(cell.table)
    && (!one.measures.length || one.measures.includes(cell.measure)) && (!one.kinds.length || one.kinds.includes(cell.kind)))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

/* Cells as series: of one table, measure, unit, split and length of period, for one jurisdiction, within one method epoch.
   Totals of several countries are apart from countries. Each has base, what it is but for its jurisdiction. */
function seriesOf(cells, breaks) {
  const found = new Map();
  const touching = new Map();
  for (const cell of cells) {
    const what = [cell.publisher, cell.table, cell.kind, cell.measure].join("|");
    if (!touching.has(what)) { touching.set(what, breaksOf(breaks, cell)); }
    const passed = touching.get(what).filter((one) => one.date <= cell.period_start);
    const months = grain(cell.period_start, cell.period_end);
    const whole = WHOLE_PLACES.test(cell.jurisdiction) ? cell.jurisdiction : "";
    const base = JSON.stringify([...SERIES.map((name) => cell[name]), cell.dims, months, passed.length, whole]);
    const key = `${base}|${cell.jurisdiction}`;
    if (!found.has(key)) {
      const next = touching.get(what)[passed.length];
      found.set(key, { key, base, months, cell, jurisdiction: cell.jurisdiction, since: passed.at(-1) || null, until: next || null, cells: [] });
    }
    found.get(key).cells.push(cell);
  }
  const all = [...found.values()];
  for (const one of all) { one.cells.sort((a, b) => (a.period_start < b.period_start ? -1 : 1)); }
  return all;
}

/* Verdicts on main series, to be looked up. */
class Verdicts {
  constructor(data) {
    this.data = data;
    this.pairs = new Map(data.pairs.map(([one, other, verdict, said]) => [one < other ? `${one}|${other}` : `${other}|${one}`, [verdict, said]]));
  }

  /* The places of the main series whose whole a series of Explore is. */
  sides(series) {
    const { cell, cells } = series;
    series.sides ||= this.data.series.map((side, at) => at).filter((at) => {
      const side = this.data.series[at];
      if (!side.must || ["publisher", "table", "kind", "measure", "unit"].some((name) => side[name] !== cell[name])) { return false; }
      const fits = Object.entries(side.must).every(([name, codes]) => codes.includes(name === "dims" ? cell.dims.join(" ") : cell[name]));
      return fits && cells.every((one) => side.since <= one.period_start && one.period_end <= side.until);
    });
    return series.sides;
  }

  /* [verdict, sentences] of two places; undefined where nobody judged them. */
  between(one, other) {
    const found = this.pairs.get(one < other ? `${one}|${other}` : `${other}|${one}`);
    return found && [this.data.verdicts[found[0]], found[1].map((at) => this.data.sentences[at])];
  }

  /* Of two series: the verdict, "not judged" where there is none. Series of one base differ in jurisdiction alone. */
  of(one, other) {
    if (one.base === other.base) { return ["comparable", []]; }
    // Verdicts are for one country that both tell, not for the world or a part of it.
    const country = one.jurisdiction !== null && !WHOLE_PLACES.test(one.jurisdiction);
    const alike = country && ["measure", "unit", "jurisdiction_role", "evidence", "jurisdiction"].every((name) => one.cell[name] === other.cell[name]);
    if (!alike || one.months !== other.months) { return ["not judged", []]; }
    for (const a of this.sides(one)) {
      for (const b of this.sides(other)) {
        const found = this.between(a, b);
        if (found) { return found; }
      }
    }
    return ["not judged", []];
  }
}

/* Panels: series that may share an axis, each with the notes that have to stand beside it. */
function panelsOf(series, verdicts) {
  const panels = [];
  const places = new Set(series.map((one) => one.jurisdiction));
  const byBase = new Map();
  for (const one of series) { byBase.set(one.base, [...(byBase.get(one.base) || []), one]); }
  for (const group of byBase.values()) {
    for (let at = 0; at < group.length; at += PALETTE) {
      const part = group.slice(at, at + PALETTE);
      const host = places.size === 1 && verdicts.sides(part[0]).length > 0 && panels.find((panel) => panel.series.length < PALETTE
        && panel.series.every((other) => ["comparable", "comparable with a note"].includes(verdicts.of(other, part[0])[0])));
      if (host) {
        for (const other of host.series) { host.notes.push(...verdicts.of(other, part[0])[1]); }
        host.series.push(part[0]);
      } else {
        panels.push({ series: part, notes: [], part: group.length > PALETTE ? [at / PALETTE + 1, Math.ceil(group.length / PALETTE)] : null });
      }
    }
  }
  for (const panel of panels) { panel.notes = [...new Set(panel.notes)]; }
  return panels.sort((a, b) => divided(a) - divided(b) || (a.series[0].base < b.series[0].base ? -1 : 1));
}

/* How far a panel's series are split: wholes come first. */
function divided(panel) {
  const { cell } = panel.series[0];
  return splits(cell).filter(([, code]) => code !== "all" && !code.endsWith("=all")).length;
}
