/* Explore: choose, read what is needed, and show it as a table, as charts, and as a link. */
"use strict";

/* More figures than this are not shown, and more than that are not read unasked: a reader is told, nothing is cut. */
const SHOWN = 20000;
const UNASKED = 120000;
const PANELS = 12;

const place = (id) => document.getElementById(id);
let selection = selectionOf(location.hash);
let turn = 0;

async function start() {
  let index;
  let verdicts;
  try {
    index = await plainview.read.index();
    verdicts = new Verdicts(await plainview.read.comparability());
  } catch (error) {
    tell("no_script", { address: error.message });
    return;
  }
  const explore = new Explore(index, verdicts);
  addEventListener("hashchange", () => { if (location.hash !== addressOf(selection)) { selection = selectionOf(location.hash); explore.chosen(); } });
  explore.chosen();
}

/* A publisher's tables that count requests for user data before its others, and where alike those that hold most of
   what is selected: what a reader most likely looks for stands first, in the table as in the charts. */
function mainFirst(found, index) {
  const publishers = Object.keys(index.publishers);
  const counts = ({ publisher, table }) => (index.publishers[publisher].tables[table].measures
    .some(([kind, measure]) => kind === "user_data" && measure === "requests_received") ? 0 : 1);
  const keyed = found.map((one) => [publishers.indexOf(one.publisher), counts(one), -one.most, one]);
  keyed.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return keyed.map(([, , , one]) => one);
}

function tell(key, values = {}) { place("message").textContent = printable(plainview.say(key, values)); }

class Explore {
  constructor(index, verdicts) {
    Object.assign(this, { index, verdicts, names: index.publishers });
    this.filters = FILTERS.map((name) => new Filter(name, index, () => this.changed()));
    place("filters").replaceChildren(...this.filters.map((filter) => filter.place));
    for (const name of ["since", "until"]) { place(name).addEventListener("change", () => this.changed()); }
    place("clear").addEventListener("click", () => { selection = selectionOf(""); this.chosen(); });
    place("download").addEventListener("click", () => this.download());
    place("copy").addEventListener("click", () => this.copy());
    this.result = new Result(place("result"), this.names);
    place("form").hidden = false;
  }

  /* A reader has changed a control. */
  changed() {
    for (const filter of this.filters) { selection[filter.name] = filter.chosen; }
    for (const name of ["since", "until"]) { selection[name] = place(name).value; }
    this.chosen();
  }

  /* The selection is another one: address, controls, notes and figures follow. */
  chosen() {
    const address = addressOf(selection);
    if (location.hash !== address) { history.replaceState(null, "", address || location.pathname + location.search); }
    place("share").setAttribute("href", address || "#");
    place("share").textContent = /^https?:$/.test(location.protocol) ? location.href : `explore.html${address}`;
    for (const filter of this.filters) { filter.set(selection[filter.name]); }
    for (const name of ["since", "until"]) { place(name).value = selection[name]; }
    this.notes();
    this.find(false);
  }

  async find(asked) {
    turn += 1;
    const mine = turn;
    this.clear();
    const found = mainFirst(reaches(selection, this.index), this.index);
    const numbers = { n: groups.format(sum(found.map((one) => one.most))), tables: groups.format(found.length),
      read: groups.format(sum(found.map((one) => one.held))), files: groups.format(sum(found.map((one) => one.years.length))) };
    const chosen = addressOf(selection) !== "";
    if (!chosen || sum(found.map((one) => one.most)) > SHOWN) { return tell(chosen ? "too_many" : "choose", numbers); }
    if (!found.length) { return tell("nothing"); }
    if (!asked && sum(found.map((one) => one.held)) > UNASKED) { return this.ask(numbers); }
    tell("reading", numbers);
    try {
      const cells = (await Promise.all(found.map((one) => this.cells(one)))).flat();
      if (mine === turn) { this.show(cells); }
    } catch (error) {
      if (mine === turn) { tell("no_script", { address: error.message }); }
    }
    return null;
  }

  clear() {
    this.result.show([]);
    place("charts").replaceChildren();
    place("tools").hidden = true;
    place("read").replaceChildren();
  }

  ask(numbers) {
    const button = element("button", { type: "button" }, plainview.say("read_them", numbers));
    button.addEventListener("click", () => this.find(true));
    place("read").replaceChildren(button);
    return tell("much_to_read", numbers);
  }

  /* The cells of a table that the selection means. */
  async cells({ publisher, table, years }) {
    const shards = await Promise.all(years.map((year) => plainview.read.shard(publisher, table, year)));
    return shards.flatMap((shard) => {
      const found = [];
      for (let at = 0; at < shard.length; at += 1) { if (this.meant(shard, at)) { found.push(shard.cell(at)); } }
      return found;
    });
  }

  meant(shard, at) {
    const passes = (name) => !selection[name].size || selection[name].has(shard.get(at, name));
    return shard.get(at, "now") >= 0 && passes("jurisdiction") && passes("measure") && passes("kind") && passes("process")
      && (!selection.since || shard.get(at, "period_start") >= selection.since) && (!selection.until || shard.get(at, "period_end") <= selection.until);
  }

  show(cells) {
    if (!cells.length) { tell("nothing"); return; }
    const tables = new Set(cells.map((cell) => `${cell.publisher}/${cell.table}`));
    tell("found", { n: groups.format(cells.length), tables: groups.format(tables.size) });
    place("tools").hidden = false;
    this.result.show(cells);
    this.panels = panelsOf(seriesOf(cells, this.index.breaks), this.verdicts);
    place("charts").replaceChildren(element("h2", { id: "h-charts" }, plainview.say("h_charts")), element("p", { class: "note" }, plainview.say("charts_note")),
      element("div", { class: "panels" }), element("p", { id: "more" }));
    this.drawMore(0);
  }

  /* Panels, a dozen at a time; how many there are is always said. */
  drawMore(from) {
    const upTo = Math.min(this.panels.length, from + PANELS);
    const box = place("charts").querySelector(".panels");
    this.panels.slice(from, upTo).forEach((panel, at) => box.append(panelFigure(panel, this.names, from + at)));
    const told = element("span", { role: "status" }, plainview.say("panels_drawn", { n: upTo, of: groups.format(this.panels.length) }));
    place("more").replaceChildren(told);
    if (upTo < this.panels.length) {
      const button = element("button", { type: "button" }, plainview.say("draw_more"));
      button.addEventListener("click", () => this.drawMore(upTo));
      place("more").append(" ", button);
    }
  }

  /* What is known of comparing what is chosen, before anything is read. */
  notes() {
    const passes = (name, code) => !selection[name].size || selection[name].has(code);
    const meant = (side) => ["publisher", "table", "kind", "measure"].every((name) => passes(name, side[name]))
      && (!selection.process.size || selection.process.has(side.process)) && (!selection.until || side.since <= selection.until) && (!selection.since || side.until >= selection.since);
    const { series, pairs, sentences, verdicts } = this.verdicts.data;
    const held = pairs.filter(([one, other]) => meant(series[one]) && meant(series[other]));
    const box = place("notes");
    const narrow = ["publisher", "table", "kind", "measure"].some((name) => selection[name].size);
    if (!narrow) { box.replaceChildren(element("p", {}, plainview.say("notes_none_yet"))); return; }
    const counts = verdicts.map((verdict, at) => plainview.say("notes_count", { n: held.filter((pair) => pair[2] === at).length, verdict }));
    const name = (side) => `${this.names[side.publisher].name}, ${this.names[side.publisher].tables[side.table].title}: ${plainview.label("measure", side.measure)} (${side.since.slice(0, 4)}–${side.until.slice(0, 4)})`;
    const items = held.map(([one, other, verdict, said]) => element("li", {}, element("strong", {}, verdicts[verdict]), `: ${name(series[one])} / ${name(series[other])}`,
      said.length ? element("ul", {}, said.map((at) => element("li", {}, sentences[at]))) : ""));
    box.replaceChildren(element("p", {}, held.length ? `${plainview.say("notes_pairs", { n: held.length })} ${counts.join("; ")}.` : plainview.say("notes_no_pair")),
      held.length ? element("details", held.length < 4 ? { open: true } : {}, element("summary", {}, plainview.say("notes_all")), element("ul", {}, items)) : "",
      element("p", { class: "note" }, plainview.say("notes_rule")));
  }

  download() {
    const file = new Blob([csv(this.result.cells)], { type: "text/csv;charset=utf-8" });
    const link = element("a", { href: URL.createObjectURL(file), download: "plainview-selection.csv" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async copy() {
    try { await navigator.clipboard.writeText(place("share").textContent); place("copied").textContent = plainview.say("copied"); } catch { place("copied").textContent = plainview.say("not_copied"); }
  }
}

start();
