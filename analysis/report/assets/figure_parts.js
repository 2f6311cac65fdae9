/* The longer parts of a figure's page: how its words were read, its editions, findings, its row, and citations. */
"use strict";

function grid(id, caption, headings, rows) {
  const body = element("tbody", {}, rows.map((row) => element("tr", row.attributes || {}, row.cells.map((content, at) => (
    at ? element("td", {}, ...[content].flat()) : element("th", { scope: "row" }, ...[content].flat()))))));
  const table = element("table", { id }, element("caption", {}, element("span", {}, caption)),
    element("thead", {}, element("tr", {}, headings.map((key) => element("th", { scope: "col" }, say(`t_${key}`))))), body);
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table);
}

/* The words of this table that stand for the codes of this cell, as the crosswalk has them. */
function wordsTable({ cell, judged }) {
  const rows = [];
  for (const name of ["all_tables", cell.table]) {
    for (const [dimension, entries] of Object.entries(own(judged.words, name) || {})) {
      if (dimension === "constants") { rows.push(...constants(cell, entries[0])); continue; }
      for (const [word, codes, note] of entries.filter(([, codes]) => Object.keys(codes).length)) {
        const fits = Object.entries(codes).every(([column, code]) => (column in cell ? cell[column] === code : cell.dims.includes(`${column}=${code}`)));
        if (fits && !otherHeading(cell, dimension, word)) { rows.push({ cells: [columnName(dimension), word === "" ? say("blank_cell") : word, codesOf(cell, codes), note || ""] }); }
      }
    }
  }
  if (cell.printed_jurisdiction !== null && !rows.some((row) => row.cells[0] === columnName("jurisdiction"))) {
    rows.push({ cells: [columnName("jurisdiction"), cell.printed_jurisdiction, codesOf(cell, { jurisdiction: cell.jurisdiction }), say("by_name")] });
  }
  return rows.length ? [element("p", { class: "note" }, say("words_note")), grid("mapping", say("words_caption"), ["dimension", "word", "codes", "why"], rows)]
    : element("p", {}, say("words_none"));
}

/* Where the heading is known as printed, only that heading was read here. */
const otherHeading = (cell, dimension, word) => dimension === "measure" && cell.printed_measure !== null && cell.printed_measure !== word;
const codesOf = (cell, codes) => Object.entries(codes).map(([column, code]) => `${columnName(column)}: ${column in cell ? label(column, code) : label("dims", `${column}=${code}`)} (${code})`).join("; ");

function constants(cell, codes) {
  const held = Object.entries(codes).filter(([column, code]) => cell[column] === code);
  return held.map(([column, code]) => ({ cells: [columnName(column), say("whole_table"), codesOf(cell, { [column]: code }), ""] }));
}

/* Every edition of the cell, oldest first, and what changed from one to the next. */
function editionsTable({ cell, editions, documents, judged }, shown) {
  const moves = own(judged.changes, cell.cell_id) || [];
  const rows = editions.map((one, at) => {
    const copy = documents[one.snapshot];
    const before = editions[at - 1];
    const moved = moves.filter(([, after]) => one.snapshot.startsWith(after)).map(([, , kind]) => say(`change_${kind}`));
    const same = before && before.printed === one.printed ? say("same_print") : before ? say("printed_otherwise") : say("first_copy");
    const here = one.snapshot === cell.snapshot && !cell.gone ? ` (${say("current")})` : "";
    const address = `#${cell.publisher}/${cell.table}/${cell.year}/${cell.cell_id}/${one.snapshot.slice(0, 16)}`;
    return { attributes: one === shown ? { "aria-current": "true" } : {}, cells: [
      element("a", { href: address }, `${copy.captured}${here}`), one.printed === "" ? say("blank_cell") : one.printed,
      `${bounds(one.lower, one.upper, cell.unit)}; ${say(`status_${one.status}`)}`, moved.length ? moved.join("; ") : same,
      [copy.name || copy.title, element("br"), element("span", { class: "words" }, one.locator)], element("code", { class: "hash" }, one.snapshot.slice(0, 16))] };
  });
  const left = moves.filter(([, , kind]) => kind === "withdrawn").map(([, after]) => own(documents, Object.keys(documents).find((name) => name.startsWith(after))));
  const gone = left.filter(Boolean).map((copy) => element("p", {}, say("left_out", { captured: copy.captured })));
  return [grid("editions-table", say("editions_caption", { n: editions.length }), ["captured", "printed", "read_as", "changed", "place", "sha256"], rows), ...gone];
}

function judgementsOn({ cell, judged }) {
  const found = own(judged.findings, cell.cell_id) || [];
  if (!found.length) { return []; }
  const items = found.map(([rule, sentence, severity]) => element("li", {}, sentence, ". ", element("span", { class: "words" }, `${rule.replaceAll("_", " ")}; ${severity}`)));
  return [section("findings", element("ul", { id: "findings" }, items), element("p", {}, element("a", { href: `${plainview.root}findings.html` }, say("all_findings"))))];
}

/* Other figures of the same row of the document, and the way to the series in Explore. */
function besides({ cell, shard }, shown) {
  const beside = [];
  for (let at = 0; at < shard.length && shown.row !== null; at += 1) {
    const one = shard.cell(at);
    if (one.cell_id !== cell.cell_id && one.snapshot === shown.snapshot && one.where === shown.where && one.row === shown.row) { beside.push(one); }
  }
  const name = (one) => [label("measure", one.measure), one.jurisdiction && label("jurisdiction", one.jurisdiction), ...splits(one).map(([, , words]) => words)].filter(Boolean).join(", ");
  const items = beside.map((one) => element("li", {}, element("a", { href: `#${cell.publisher}/${cell.table}/${cell.year}/${one.cell_id}` }, one.printed || say("blank_cell")),
    ` ${name(one)}, ${period(one.period_start, one.period_end)}`));
  const series = ["publisher", "table", "jurisdiction", "kind", "measure", "process"].filter((key) => cell[key] !== null)
    .map((key) => `${key}=${encodeURIComponent(cell[key]).replaceAll("%3A", ":")}`).join("&");
  const link = element("p", {}, element("a", { id: "series", href: `${plainview.root}explore.html#${series}` }, say("series_link")));
  const list = beside.length ? element("details", {}, element("summary", {}, say("row_caption", { n: beside.length })), element("ul", {}, items)) : element("p", {}, say("row_alone"));
  return [link, list];
}

const LINE = 68;
const sum = (counts) => counts.reduce((total, one) => total + one, 0);

/* Text to copy, with a button where the browser has a clipboard. */
function copyable(id, key, text) {
  const field = element("textarea", { id, rows: Math.min(18, sum(text.split("\n").map((line) => Math.ceil((line.length + 1) / LINE)))), readonly: true, spellcheck: "false" });
  field.value = text;
  const done = element("span", { role: "status" });
  const button = element("button", { type: "button" }, say("copy"));
  button.addEventListener("click", async () => {
    field.select();
    try { await navigator.clipboard.writeText(text); done.textContent = say("copied"); } catch { done.textContent = say("selected"); }
  });
  return element("div", { class: "copyable" }, element("label", { for: id }, say(`t_${key}`)), field, element("p", {}, button, " ", done));
}

function citations({ cell, company, table, documents }, shown) {
  const one = cited(cell, shown, { company: company.company, table: table.title, document: documents[shown.snapshot] });
  const check = `plainview show --editions --limit 0 cell_id=${cell.cell_id}\nplainview verify`;
  const parts = [copyable("address", "permanent", permanent(cell)), copyable("address-edition", "permanent_edition", one.address),
    copyable("citation", "citation", plainCitation(one)), copyable("bibtex", "bibtex", bibtex(one)), copyable("csl", "csl", csl(one)), copyable("check", "check", check)];
  return [...parts, reporting(one)];
}

/* The way to whoever publishes this site, as the page says it. */
function reporting(one) {
  const contact = document.getElementById("found").dataset.contact;
  const errata = element("a", { href: `${plainview.root}errata.html` }, say("errata"));
  if (!/^(https?:\/\/|mailto:)/i.test(contact)) { return element("p", { id: "report" }, errata); }
  const mail = /^mailto:/i.test(contact) ? `?subject=${encodeURIComponent(say("report_subject"))}&body=${encodeURIComponent(one.address)}` : "";
  return element("p", { id: "report" }, element("a", { href: contact + mail, rel: "noreferrer" }, say("report")), " ", errata);
}

document.getElementById("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = document.getElementById("ask-address").value.trim();
  location.hash = typed.includes("#") ? typed.slice(typed.indexOf("#")) : `#${typed}`;
});

show();
