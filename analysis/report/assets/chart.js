/* A panel of Explore: lines of printed figures over time, as SVG. Gaps are gaps, ranges are ranges, nothing is a middle. */
"use strict";

const PALETTE = 8;
const NARROW = matchMedia("(max-width: 40rem)").matches;
const WIDTH = NARROW ? 380 : 560;
const HEIGHT = NARROW ? 230 : 250;
const EDGE = { left: 70, right: 14, top: 14, bottom: 30 };
const MARKS = ["circle", "square", "diamond", "triangle", "cross", "ring", "hollow", "bar"];

function drawn(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) { made.setAttribute(key, value); }
  made.append(...children);
  return made;
}

const day = (text) => Date.parse(`${text}T00:00:00Z`) / 864e5;

/* Round steps from 0 up to a top that holds all figures. */
function steps(top) {
  const rough = (top || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  return Array.from({ length: Math.ceil((top || 1) / step) + 1 }, (_, at) => at * step);
}

function scales(series) {
  const cells = series.flatMap((one) => one.cells);
  const first = Math.min(...cells.map((cell) => day(cell.period_start)));
  const last = Math.max(...cells.map((cell) => day(cell.period_end) + 1));
  const figures = cells.flatMap((cell) => [cell.lower, cell.upper]).filter((value) => value !== null);
  const ticks = steps(Math.max(0, ...figures));
  const top = ticks.at(-1);
  const low = Math.min(0, ...figures);
  return {
    ticks: low < 0 ? [low, ...ticks] : ticks, first, last,
    x: (at) => EDGE.left + ((at - first) / (last - first)) * (WIDTH - EDGE.left - EDGE.right),
    y: (value) => HEIGHT - EDGE.bottom - ((value - low) / (top - low)) * (HEIGHT - EDGE.top - EDGE.bottom),
  };
}

function axes(scale, unit) {
  const made = scale.ticks.flatMap((tick) => [
    drawn("line", { class: "grid-line", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: scale.y(tick), y2: scale.y(tick) }),
    drawn("text", { class: "tick", x: EDGE.left - 8, y: scale.y(tick) + 4, "text-anchor": "end" }, bounds(tick, tick, unit))]);
  const [from, to] = [scale.first, scale.last].map((at) => new Date(at * 864e5).getUTCFullYear());
  const every = Math.max(1, Math.ceil((to - from + 1) / (NARROW ? 5 : 8)));
  for (let year = from; year <= to; year += every) {
    const at = Math.max(day(`${year}-01-01`), scale.first);
    if (at < scale.last) { made.push(drawn("text", { class: "tick", x: scale.x(at), y: HEIGHT - 8 }, String(year)),
      drawn("line", { class: "grid-line", x1: scale.x(at), x2: scale.x(at), y1: HEIGHT - EDGE.bottom, y2: HEIGHT - EDGE.bottom + 4 })); }
  }
  return made;
}

/* One series: a point a figure, joined where one period follows the other; a range stands as a bar over its period. */
function course(one, scale, number, several) {
  const made = [];
  let before = null;
  for (const cell of one.cells) {
    const [start, end] = [day(cell.period_start), day(cell.period_end) + 1];
    const told = cell.lower !== null;
    const range = told && (cell.upper === null || (cell.status !== "exact" && cell.upper !== cell.lower));
    const at = scale.x((start + end) / 2);
    if (range) {
      const [high, low] = [cell.upper === null ? EDGE.top : scale.y(cell.upper), scale.y(cell.lower)];
      const left = scale.x(start) + 1;
      made.push(drawn("rect", { class: cell.upper === null ? "range open" : "range", x: left, y: high, width: Math.max(2, scale.x(end) - left - 1), height: Math.max(2, low - high) }));
      // Among several series a range is known by its marks, at both of its ends.
      if (several) { made.push(mark(MARKS[number], left + 5, high), mark(MARKS[number], left + 5, low)); }
    } else if (told) {
      const y = scale.y(cell.lower);
      if (before && before.end === start) { made.push(drawn("line", { class: "joined", x1: before.at, y1: before.y, x2: at, y2: y })); }
      made.push(mark(MARKS[number], at, y));
    }
    before = told && !range ? { end, at, y: scale.y(cell.lower) } : null;
  }
  return drawn("g", { class: `series s${number}` }, ...made);
}

function mark(kind, x, y) {
  const path = (d, more = "") => drawn("path", { class: `mark ${more}`, d, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` });
  const shapes = {
    circle: () => path("M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0"), square: () => path("M-3.2-3.2h6.4v6.4h-6.4z"),
    diamond: () => path("M0-4.6L4.6 0L0 4.6L-4.6 0z"), triangle: () => path("M0-4.4L4.2 3.4H-4.2z"),
    cross: () => path("M-3.6-3.6L3.6 3.6M3.6-3.6L-3.6 3.6", "hollow"), ring: () => path("M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0", "hollow"),
    hollow: () => path("M-3.2-3.2h6.4v6.4h-6.4z", "hollow"), bar: () => path("M-4 0H4M0-4V4", "hollow"),
  };
  return shapes[kind]();
}

/* What a series of a panel is called: what it differs in. */
function seriesName(one, panel, names) {
  const company = names[one.cell.publisher];
  const place = one.jurisdiction === null ? "" : plainview.label("jurisdiction", one.jurisdiction);
  const tables = new Set(panel.series.map((other) => `${other.cell.publisher}/${other.cell.table}`));
  return tables.size > 1 ? `${company.name}: ${company.tables[one.cell.table].title}` : place || company.name;
}

function panelTitle(panel, names) {
  const { cell, months } = panel.series[0];
  const tables = new Set(panel.series.map((one) => `${one.cell.publisher}/${one.cell.table}`));
  const places = new Set(panel.series.map((one) => one.jurisdiction));
  const company = names[cell.publisher];
  const where = places.size === 1 && cell.jurisdiction !== null ? plainview.label("jurisdiction", cell.jurisdiction) : "";
  const whose = tables.size === 1 ? `${company.name}, ${company.tables[cell.table].title}` : "";
  const parts = tables.size === 1 ? splits(cell).filter(([, code]) => code !== "all" && !code.endsWith("=all")).map(([, , name]) => name) : [];
  const part = panel.part ? plainview.say("panel_part", { at: panel.part[0], of: panel.part[1] }) : "";
  const length = Number.isInteger(months) ? plainview.say("every_months", { n: months }) : plainview.say("every_odd", { n: months });
  return { title: [plainview.label("measure", cell.measure), whose, where, ...parts].filter(Boolean).join(" · "),
    unit: [plainview.say("unit_line", { unit: unitName(cell.unit) }), length, part].filter(Boolean).join(" · ") };
}

/* A panel whole: title, unit line, SVG, legend and notes. */
function panelFigure(panel, names, number) {
  const { title, unit } = panelTitle(panel, names);
  const scale = scales(panel.series);
  const told = panel.series.map((one) => seriesName(one, panel, names));
  const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-labelledby": `panel-${number}-t panel-${number}-d`, class: "panel-chart" },
    drawn("title", { id: `panel-${number}-t` }, printable(title)),
    drawn("desc", { id: `panel-${number}-d` }, printable(plainview.say("chart_desc", { unit, series: told.join("; ") }))),
    ...axes(scale, panel.series[0].cell.unit), ...panel.series.map((one, at) => course(one, scale, at, panel.series.length > 1)));
  const legend = element("ul", { class: "legend" }, panel.series.map((one, at) => {
    const key = drawn("svg", { viewBox: "-6 -6 12 12", class: "key", "aria-hidden": "true" }, drawn("g", { class: `series s${at}` }, mark(MARKS[at], 0, 0)));
    return element("li", {}, key, ` ${told[at]}`);
  }));
  return element("figure", { class: "panel" }, element("h3", {}, title), element("p", { class: "note" }, unit), svg, legend, notesOf(panelNotes(panel), title));
}

/* Notes beside a panel; all of them, and many in a part that opens. */
function notesOf(notes, panel) {
  const list = element("ul", { class: "notes" }, notes.map((note) => element("li", {}, note)));
  if (notes.length < 6) { return notes.length ? list : ""; }
  const title = plainview.say("panel_notes", { n: notes.length });
  return element("details", { open: true }, element("summary", {}, title), element("div", { class: "scroll many", tabindex: "0", role: "region", "aria-label": `${title}: ${printable(panel)}` }, list));
}

function panelNotes(panel) {
  const { since, until, cells } = panel.series[0];
  const notes = [...panel.notes];
  const all = panel.series.flatMap((one) => one.cells);
  if (since) { notes.push(plainview.say("panel_since", { date: since.date, changed: since.changed })); }
  if (until) { notes.push(plainview.say("panel_until", { date: until.date, changed: until.changed })); }
  const silent = all.filter((cell) => cell.lower === null).length;
  if (silent) { notes.push(plainview.say("panel_silent", { n: silent })); }
  if (all.some((cell) => ["band", "below"].includes(cell.status) || (cell.lower !== null && cell.upper === null))) { notes.push(plainview.say("panel_bands")); }
  if (all.some((cell) => cell.status === "rounded")) { notes.push(plainview.say("note_rounded")); }
  if (cells.some((cell) => cell.flags.includes("secondary"))) { notes.push(plainview.say("flag_secondary")); }
  return notes;
}
