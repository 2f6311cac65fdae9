/* What a reader asks Explore for: the selection, its address, and the controls. */
"use strict";

const FILTERS = ["publisher", "table", "jurisdiction", "kind", "measure", "process"];

/* The selection that an address holds: {publisher: Set, …, since, until}. */
function selectionOf(hash) {
  const told = Object.fromEntries(FILTERS.map((name) => [name, new Set()]));
  Object.assign(told, { since: "", until: "" });
  for (const part of hash.replace(/^#/, "").split("&")) {
    const [name, values = ""] = part.split("=");
    const plain = values.split(",").map((value) => { try { return decodeURIComponent(value); } catch { return ""; } }).filter(Boolean);
    if (FILTERS.includes(name)) { told[name] = new Set(plain); }
    if (name === "since" || name === "until") { told[name] = /^\d{4}-\d{2}-\d{2}$/.test(plain[0] || "") ? plain[0] : ""; }
  }
  return told;
}

/* The address of a selection; the same whatever the order in which it was made (analysis/report/addresses.py). */
function addressOf(selection) {
  const quoted = (value) => encodeURIComponent(value).replaceAll("%3A", ":").replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  const parts = FILTERS.filter((name) => selection[name].size).map((name) => `${name}=${[...selection[name]].sort().map(quoted).join(",")}`);
  for (const name of ["since", "until"]) { if (selection[name]) { parts.push(`${name}=${selection[name]}`); } }
  return parts.length ? `#${parts.join("&")}` : "";
}

const sum = (counts) => counts.reduce((total, one) => total + one, 0);

/* What of a table a selection can hold: its years to read, how many cells those hold, and at most how many are meant. */
function reach(selection, publisher, table, told) {
  const passes = (name, code) => !selection[name].size || selection[name].has(code);
  if (!passes("publisher", publisher) || !passes("table", table)) { return null; }
  const measures = told.measures.filter(([kind, measure]) => passes("kind", kind) && passes("measure", measure));
  const [since, until] = [selection.since.slice(0, 4) || "0000", selection.until.slice(0, 4) || "9999"];
  const years = Object.entries(told.years).filter(([year]) => since <= year.padStart(4, "0") && year.padStart(4, "0") <= until);
  const margin = (name) => (selection[name].size ? sum([...selection[name]].map((code) => plainview.own(told[name], code) || 0)) : told.cells);
  const held = sum(years.map(([, count]) => count));
  const most = Math.min(sum(measures.map(([, , , count]) => count)), margin("jurisdiction"), margin("process"), held);
  return most ? { publisher, table, years: years.map(([year]) => year.padStart(4, "0")), held, most } : null;
}

function reaches(selection, index) {
  return Object.entries(index.publishers).flatMap(([publisher, company]) => Object.entries(company.tables)
    .map(([table, told]) => reach(selection, publisher, table, told)).filter(Boolean));
}

/* Everything that a filter can be asked for, as [code, words], by words. */
function options(name, index) {
  const found = new Map();
  for (const [publisher, company] of Object.entries(index.publishers)) {
    if (name === "publisher") { found.set(publisher, company.name); continue; }
    for (const [table, told] of Object.entries(company.tables)) {
      if (name === "table") { found.set(table, found.has(table) ? `${found.get(table)}; ${company.name}` : `${told.title}: ${company.name}`); continue; }
      const codes = { kind: () => told.measures.map(([kind]) => kind), measure: () => told.measures.map(([, measure]) => measure),
        jurisdiction: () => Object.keys(told.jurisdiction), process: () => Object.keys(told.process) }[name]();
      for (const code of codes) { found.set(code, plainview.label(name, code)); }
    }
  }
  return [...found].sort((a, b) => collator.compare(a[1], b[1]));
}

/* One filter: a disclosure with a search field and a box for each choice. */
class Filter {
  constructor(name, index, changed) {
    this.name = name;
    this.choices = options(name, index);
    this.count = element("span", { class: "chosen" });
    this.search = element("input", { type: "search", id: `find-${name}`, autocomplete: "off" });
    this.status = element("span", { class: "unseen", role: "status" });
    this.boxes = new Map(this.choices.map(([code, words]) => {
      const box = element("input", { type: "checkbox", name, value: code });
      return [code, { box, line: element("li", {}, element("label", {}, box, " ", words)), words: `${words} ${code}`.toLocaleLowerCase("en") }];
    }));
    this.list = element("ul", { class: "choices" }, [...this.boxes.values()].map(({ line }) => line));
    this.list.addEventListener("change", changed);
    this.search.addEventListener("input", () => this.narrow());
    const clear = element("button", { type: "button" }, plainview.say("clear_one"), element("span", { class: "unseen" }, `: ${plainview.say(`f_${name}`)}`));
    clear.addEventListener("click", () => { for (const { box } of this.boxes.values()) { box.checked = false; } changed(); });
    this.place = element("details", { class: "filter", name: "filters" }, element("summary", {}, plainview.say(`f_${name}`), " ", this.count),
      element("fieldset", {}, element("legend", { class: "unseen" }, plainview.say(`f_${name}`)),
        element("label", { for: `find-${name}` }, plainview.say("find_in", { n: this.choices.length })), this.search, this.status, this.list, element("p", {}, clear)));
  }

  narrow() {
    const wanted = this.search.value.trim().toLocaleLowerCase("en");
    let left = 0;
    for (const { line, words } of this.boxes.values()) { line.hidden = !words.includes(wanted); left += line.hidden ? 0 : 1; }
    this.status.textContent = plainview.say("found_of", { n: left, of: this.choices.length });
  }

  get chosen() { return new Set([...this.boxes].filter(([, { box }]) => box.checked).map(([code]) => code)); }

  set(codes) {
    for (const [code, { box }] of this.boxes) { box.checked = codes.has(code); }
    this.told(codes);
  }

  told(codes) {
    const words = [...codes].map((code) => this.choices.find(([one]) => one === code)?.[1] ?? code);
    this.count.textContent = words.length ? printable(words.length > 3 ? plainview.say("n_chosen", { n: words.length }) : words.join(", ")) : plainview.say("any");
  }
}
