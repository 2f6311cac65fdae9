/* The site's data for the figure page and for Explore, and how it is said.
   A site that opens from disk may not fetch: data comes as scripts (analysis/report/shards.py), each of which calls
   plainview.<what>(name, data). Text of documents reaches the page as text only, never as markup. */
"use strict";

const plainview = (() => {
  const root = document.body.dataset.root || "";
  const told = new Map();
  const asked = new Map();
  const keep = (what) => (name, data) => { told.set(`${what}:${name}`, data); };

  function load(address, key) {
    if (!asked.has(address)) {
      asked.set(address, new Promise((found, failed) => {
        const script = document.createElement("script");
        script.src = root + address;
        script.addEventListener("load", () => (told.has(key) ? found(told.get(key)) : failed(new Error(address))));
        script.addEventListener("error", () => { asked.delete(address); failed(new Error(address)); });
        document.head.append(script);
      }));
    }
    return asked.get(address);
  }

  async function index() {
    const data = await load("figures/index.js", "index:");
    labels = data.labels;
    return data;
  }

  async function shard(publisher, table, year) {
    const name = `${publisher}/${table}/${year}`;
    return new Shard(publisher, table, year, await load(`figures/${name}.js`, `figures:${name}`));
  }

  let labels = {};
  const own = (object, key) => (object && Object.hasOwn(object, key) ? object[key] : undefined);

  /* What a code is called. A code that has no label is shown as it is. */
  const NAMED = { jurisdiction_role: "role", counterparty_role: "role", counterparty: "jurisdiction" };
  const label = (column, code) => own(labels[NAMED[column] || column], code) ?? code;

  const block = document.getElementById("words");
  const words = block ? JSON.parse(block.textContent) : {};

  /* A word of the page, with {name} filled in. */
  function say(key, values = {}) {
    const text = own(words, key) ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
  }

  return {
    root, label, say, own,
    /* What pages ask for; each is read once, and fails naming the script that is not there. */
    read: {
      index, shard,
      documents: () => load("figures/documents.js", "documents:"),
      comparability: () => load("figures/comparability.js", "comparability:"),
      judgements: (publisher) => load(`figures/${publisher}/judgements.js`, `judgements:${publisher}`),
    },
    /* What the data scripts call. */
    figures: keep("figures"), index: keep("index"), documents: keep("documents"),
    comparability: keep("comparability"), judgements: keep("judgements"),
  };
})();

/* One column of a script: {all: value}, {each: values} or {of: values, at: places}. */
function column(told) {
  if ("all" in told) { return () => told.all; }
  return "each" in told ? (at) => told.each[at] : (at) => told.of[told.at[at]];
}

/* The cells of one table whose periods begin in one year, with all their editions. */
class Shard {
  constructor(publisher, table, year, data) {
    Object.assign(this, { publisher, table, year, length: data.count, otherwise: data.read });
    this.cells = Object.fromEntries(Object.entries(data.cells).map(([name, told]) => [name, column(told)]));
    this.told = Object.fromEntries(Object.entries(data.editions).map(([name, told]) => [name, column(told)]));
    this.first = new Int32Array(data.count + 1);
    for (let at = 0; at < data.count; at += 1) { this.first[at + 1] = this.first[at] + this.cells.editions(at); }
  }

  find(identifier) {
    for (let at = 0; at < this.length; at += 1) { if (this.cells.cell_id(at) === identifier) { return at; } }
    return -1;
  }

  get(at, name) { return this.cells[name](at); }

  /* What one copy of a document prints in a cell. */
  edition(place) {
    const [printed, lower, upper, status] = this.told.figure(place);
    const [snapshot, member, where] = this.told.source(place);
    const [measure, jurisdiction] = this.told.words(place);
    const row = this.told.row(place);
    const locator = row === null ? where : `${where}row ${row} ${this.told.column(place)}`;
    return { printed, lower, upper, status, snapshot, member, where, row, column: this.told.column(place), locator,
      printed_measure: measure, printed_jurisdiction: jurisdiction };
  }

  editions(at) {
    const found = [];
    for (let place = this.first[at]; place < this.first[at + 1]; place += 1) { found.push(this.edition(place)); }
    return found;
  }

  /* A cell as the current view has it; of one that the newest copy leaves out, its last edition, with gone set. */
  cell(at) {
    const now = this.get(at, "now");
    const place = now < 0 ? this.first[at + 1] - 1 : this.first[at] + now;
    const cell = this.edition(place);
    const otherwise = this.otherwise[at];
    if (otherwise && now >= 0) { [cell.lower, cell.upper, cell.status] = otherwise; }
    for (const name of Object.keys(this.cells)) { cell[name] = this.get(at, name); }
    return Object.assign(cell, { at, gone: now < 0, publisher: this.publisher, table: this.table, year: this.year });
  }
}

/* --- how things are written --- */

const UNSEEN = /[\p{C}\p{Z}]/gu;

/* Text with every character that is not to be seen, or turns the line's direction, written out: U+202E as \u202e. */
function printable(text) {
  return String(text).replace(UNSEEN, (character) => {
    if (character === " " || character === "\n" || character === "\u200d") { return character; }
    const number = character.codePointAt(0);
    return number < 256 ? `\\x${number.toString(16).padStart(2, "0")}` : `\\u${number.toString(16).padStart(4, "0")}`;
  });
}

/* An element with attributes and children; text is only ever text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) { made.setAttribute(key, value === true ? "" : value); }
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined)
    .map((child) => (child instanceof Node ? child : printable(child))));
  return made;
}

/* A link where the address is one of the web, else its characters. */
function webLink(address) {
  return /^https?:\/\//i.test(address) ? element("a", { href: address, rel: "noreferrer" }, address)
    : element("span", {}, address);
}

const groups = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 6 });
const percent = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 3 });
const unitName = (unit) => (unit === "ratio" ? plainview.say("as_share") : unit.replaceAll("_", " "));

/* Bounds in words: 1,204; 0–499; 500 or more; 53.5–54.5 %; no figure. */
function bounds(lower, upper, unit) {
  const share = unit === "ratio";
  const written = (value) => (share ? percent.format(value * 100) : groups.format(value));
  if (lower === null) { return plainview.say("no_figure"); }
  const end = share ? " %" : "";
  if (upper === null) { return plainview.say("or_more", { n: written(lower) + end }); }
  return (lower === upper ? written(lower) : `${written(lower)}–${written(upper)}`) + end;
}

/* A period as readers know it: 2019, 2019-H1, 2019-Q2, 2019-05, or its two days. */
function period(first, last) {
  const months = grain(first, last);
  const [year, month] = first.split("-").map(Number);
  if (months === 12 && month === 1) { return `${year}`; }
  if (months === 6 && month % 6 === 1) { return `${year}-H${month === 1 ? 1 : 2}`; }
  if (months === 3 && month % 3 === 1) { return `${year}-Q${(month + 2) / 3}`; }
  return months === 1 ? first.slice(0, 7) : plainview.say("span", { first, last });
}

/* How many months a period has, if they are whole ones; else its days, as text. */
function grain(first, last) {
  const [start, after] = [first, last].map((day, next) => new Date(Date.parse(`${day}T00:00:00Z`) + next * 864e5));
  const whole = start.getUTCDate() === 1 && after.getUTCDate() === 1;
  const months = (after.getUTCFullYear() - start.getUTCFullYear()) * 12 + after.getUTCMonth() - start.getUTCMonth();
  return whole ? months : `${Math.round((after - start) / 864e5)} days`;
}

const figureAddress = (cell) => `figure.html#${cell.publisher}/${cell.table}/${cell.year}/${cell.cell_id}`;

/* Everything that splits a cell's table further, each as [column, code, label]. */
const SPLITS = ["process", "reason", "requester", "service", "subject", "about", "counterparty"];
function splits(cell) {
  const found = SPLITS.filter((name) => cell[name] !== null).map((name) => [name, cell[name], plainview.label(name, cell[name])]);
  return found.concat(cell.dims.map((entry) => [entry.split("=")[0], entry, plainview.label("dims", entry)]));
}
