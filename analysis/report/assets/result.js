/* The figures that Explore found: table by table, a page at a time, sorted as the reader likes, and the same as CSV. */
"use strict";

const PAGE = 200;

/* Period and figure first: a small screen shows no more. A publisher's table is said once, above its figures. */
const COLUMNS = {
  period: (cell) => period(cell.period_start, cell.period_end),
  printed: (cell) => cell.printed,
  jurisdiction: (cell) => (cell.jurisdiction === null ? "" : plainview.label("jurisdiction", cell.jurisdiction)),
  measure: (cell) => plainview.label("measure", cell.measure),
  split: (cell) => splits(cell).map(([, , name]) => name).join(" · "),
  read_as: (cell) => bounds(cell.lower, cell.upper, cell.unit),
  status: (cell) => plainview.say(`status_${cell.status}`),
};
const ORDERED = { period: (cell) => cell.period_start + cell.period_end, printed: (cell) => cell.lower ?? -Infinity, read_as: (cell) => cell.lower ?? -Infinity };

class Result {
  constructor(place, names) {
    Object.assign(this, { place, names, cells: [], page: 0, by: null, down: false });
  }

  show(cells) {
    this.cells = ordered(cells);
    this.page = 0;
    this.sort(this.by, this.down);
  }

  /* Each table by a column; alike ones stay as they stood, and so do the tables. */
  sort(by, down) {
    Object.assign(this, { by, down, page: 0 });
    if (by) {
      const order = ORDERED[by] || COLUMNS[by];
      const places = new Map([...new Set(this.cells.map(tableOf))].map((table, place) => [table, place]));
      const keyed = this.cells.map((cell) => [order(cell), places.get(tableOf(cell)), cell]);
      const compare = ORDERED[by] ? (a, b) => less(a[0], b[0]) : (a, b) => collator.compare(a[0], b[0]);
      keyed.sort((a, b) => a[1] - b[1] || (down ? compare(b, a) : compare(a, b)));
      this.cells = keyed.map(([, , cell]) => cell);
    }
    this.draw();
  }

  draw() {
    const focused = document.activeElement?.dataset?.sort;
    if (!this.cells.length) { this.place.replaceChildren(); return; }
    const headings = Object.keys(COLUMNS).map((name) => {
      const button = element("button", { type: "button", "data-sort": name }, plainview.say(`t_${name}`));
      button.addEventListener("click", () => this.sort(name, this.by === name && !this.down));
      return element("th", { scope: "col", "aria-sort": this.by === name ? (this.down ? "descending" : "ascending") : null }, button);
    });
    const caption = plainview.say("result_caption", { n: groups.format(this.cells.length), first: groups.format(this.page * PAGE + 1), last: groups.format(Math.min(this.cells.length, (this.page + 1) * PAGE)) });
    const table = element("table", { id: "figures" }, element("caption", {}, element("span", {}, caption)), element("thead", {}, element("tr", {}, headings)), this.bodies());
    this.place.replaceChildren(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": plainview.say("result_label") }, table), this.turning());
    if (focused) { this.place.querySelector(`[data-sort="${focused}"]`)?.focus(); }
  }

  /* The rows of this page: a body a publisher's table, headed by its name. */
  bodies() {
    const found = new Map();
    for (const cell of this.cells.slice(this.page * PAGE, (this.page + 1) * PAGE)) {
      const { name, tables } = this.names[cell.publisher];
      const heading = () => element("th", { scope: "rowgroup", colspan: Object.keys(COLUMNS).length }, element("span", {}, `${name}: ${tables[cell.table].title}`));
      if (!found.has(tableOf(cell))) { found.set(tableOf(cell), element("tbody", {}, element("tr", { class: "group" }, heading()))); }
      found.get(tableOf(cell)).append(this.row(cell));
    }
    return [...found.values()];
  }

  row(cell) {
    return element("tr", {}, Object.entries(COLUMNS).map(([name, told]) => {
      if (name === "printed") {
        const link = element("a", { href: plainview.root + figureAddress(cell) }, cell.printed === "" ? plainview.say("blank_cell") : cell.printed);
        return element("td", { class: "n" }, link);
      }
      return element("td", name === "read_as" ? { class: "n" } : {}, told(cell));
    }));
  }

  turning() {
    const pages = Math.ceil(this.cells.length / PAGE);
    if (pages < 2) { return ""; }
    const turn = (key, to) => {
      const button = element("button", { type: "button", disabled: to < 0 || to >= pages }, plainview.say(key));
      button.addEventListener("click", () => { this.page = to; this.draw(); this.place.querySelector("[role=region]").focus(); });
      return button;
    };
    return element("p", { class: "turning" }, turn("earlier", this.page - 1), ` ${plainview.say("page_of", { at: this.page + 1, of: pages })} `, turn("later", this.page + 1));
  }
}

/* Cells of a table together, the newest period first, and in a period requests received and totals first: as they are
   loaded, the cells of a year are mixed. */
function ordered(cells) {
  const tables = new Map([...new Set(cells.map(tableOf))].map((table, place) => [table, place]));
  const keyed = cells.map((cell) => {
    const whole = splits(cell).filter(([, code]) => !/(^|=)all$/.test(code)).length;
    const series = [cell.jurisdiction, cell.measure === "requests_received" ? "" : cell.measure, whole, ...splits(cell).map(([, , name]) => name)].join("\u0000");
    return [tables.get(tableOf(cell)), cell.period_end + cell.period_start, series, cell];
  });
  keyed.sort((a, b) => a[0] - b[0] || less(b[1], a[1]) || less(a[2], b[2]));
  return keyed.map(([, , , cell]) => cell);
}

const tableOf = (cell) => `${cell.publisher}/${cell.table}`;
const less = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const collator = new Intl.Collator("en", { numeric: true });

const CSV = ["publisher", "table", "kind", "measure", "unit", "jurisdiction", "jurisdiction_role", "counterparty", "counterparty_role", "process", "reason",
  "requester", "service", "subject", "about", "dims", "period_start", "period_end", "printed", "lower", "upper", "status", "printed_measure",
  "printed_jurisdiction", "method", "flags", "correction", "total_over", "evidence", "snapshot", "locator", "cell_id"];

/* Cells as CSV. Text that a spreadsheet would run as a formula stands behind an apostrophe; numbers are untouched. */
function csv(cells) {
  const field = (value) => {
    if (value === null || value === undefined) { return ""; }
    if (typeof value === "number") { return String(value); }
    const text = Array.isArray(value) ? value.join(" ") : value;
    const safe = /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = cells.map((cell) => [...CSV.map((name) => field(cell[name])), field(figureAddress(cell))].join(","));
  return `${[...CSV, "address"].join(",")}\r\n${lines.join("\r\n")}\r\n`;
}
