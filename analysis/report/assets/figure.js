/* The page of one printed figure: figure.html#<publisher>/<table>/<year>/<cell>[/<first 16 of snapshot>]. */
"use strict";

const { say, own, label } = plainview;
const page = document.getElementById("found");
const message = document.getElementById("message");

/* The parts of an address; null where they are not one. */
function parsed(hash) {
  const parts = hash.replace(/^#/, "").split("/").map((part) => { try { return decodeURIComponent(part); } catch { return ""; } });
  const [publisher, table, year, cell, snapshot = ""] = parts;
  return parts.length >= 4 && parts.length <= 5 && /^\d{4}$/.test(year) && cell ? { publisher, table, year, cell, snapshot } : null;
}

async function show() {
  page.replaceChildren();
  const asked = parsed(location.hash);
  if (!asked) { return tell(location.hash.length > 1 ? "no_address" : "no_hash"); }
  tell("reading");
  try {
    const index = await plainview.read.index();
    const company = own(index.publishers, asked.publisher);
    const table = company && own(company.tables, asked.table);
    if (!table) { return tell("no_table", asked); }
    const [shard, documents, judged] = await Promise.all([
      plainview.read.shard(asked.publisher, asked.table, asked.year), plainview.read.documents(), plainview.read.judgements(asked.publisher)]);
    const at = shard.find(asked.cell);
    if (at < 0) { return tell("no_cell", asked); }
    const cell = shard.cell(at);
    const editions = shard.editions(at);
    const edition = asked.snapshot ? editions.find((one) => one.snapshot.startsWith(asked.snapshot)) : null;
    if (asked.snapshot && !edition) { return tell("no_edition", asked); }
    draw({ cell, shard, editions, edition, company, table, documents, judged, breaks: index.breaks });
    tell("");
  } catch (error) {
    tell("no_script", { address: error.message });
  }
  return null;
}

function tell(key, values = {}) {
  message.textContent = key ? printable(say(key, values)) : "";
  message.hidden = !key;
  document.getElementById("ask").hidden = !key || key === "reading";
}

function draw(told) {
  const { cell, editions } = told;
  const now = editions.find((one) => one.snapshot === cell.snapshot);
  const shown = told.edition || now;
  // What the current view reads is said of the current edition only; an older one is read as it was printed.
  const read = shown === now && !cell.gone ? cell : shown;
  document.title = `${shown.printed || say("blank_cell")} · ${told.company.name} · Plainview`;
  page.replaceChildren(...head(told, shown, read), ...warned(told, shown, now), section("what", facts(whatItIs(told))),
    section("where", facts(whereItStands(told, shown))), section("words", wordsTable(told)), section("editions", editionsTable(told, shown)),
    ...judgementsOn(told), section("beside", besides(told, shown)), section("cite", citations(told, shown)));
}

function section(key, ...content) {
  const heading = element("h2", { id: `h-${key}` }, say(`h_${key}`));
  return element("section", { "aria-labelledby": `h-${key}` }, heading, ...content.flat());
}

function head({ cell, company, table }, shown, read) {
  const printed = element("p", { id: "figure", class: shown.printed.length > 40 ? "printed long" : "printed" }, shown.printed === "" ? say("blank_cell") : shown.printed);
  printed.dataset.printed = shown.printed;
  const where = [label("measure", cell.measure), cell.jurisdiction && label("jurisdiction", cell.jurisdiction), period(cell.period_start, cell.period_end)];
  return [element("p", { class: "kicker" }, `${company.name} · ${table.title}`), element("p", { class: "lede" }, where.filter(Boolean).join(" · ")),
    element("p", { class: "unseen" }, say("printed_is")), printed,
    facts([["read_as", `${bounds(read.lower, read.upper, cell.unit)} ${read.lower === null || cell.unit === "ratio" ? "" : unitName(cell.unit)}`],
      ["status", say(`status_${read.status}`)]])];
}

/* Rows of a list of terms: [key of the term, content or several]; empty ones are left out. */
function facts(rows) {
  const list = element("dl", { class: "told" });
  for (const [key, ...content] of rows.filter((row) => row && row.slice(1).some((one) => one !== null && one !== undefined && one !== ""))) {
    list.append(element("dt", {}, columnName(key)), element("dd", {}, ...content));
  }
  return list;
}

/* What a column or a further dimension is called; one that has no word of the page is shown as it is. */
const columnName = (name) => say(`t_${name}`).replace(/^t_/, "").replaceAll("_", " ");
const coded = (column, code) => (code === null ? null : [label(column, code), " ", element("code", {}, code)]);
const placeLink = (code) => element("a", { href: `${plainview.root}jurisdiction/${code.replaceAll(":", "-")}.html` }, label("jurisdiction", code));

function whatItIs({ cell, company, table }) {
  const meaning = label("definition", cell.measure);
  return [
    ["company", element("a", { href: `${plainview.root}company/${cell.publisher}.html` }, company.name), company.evidence === "regulator" ? ` (${say("regulator")})` : ""],
    ["table", table.title, " ", element("code", {}, cell.table)], ["report", table.report],
    ["kind", ...(coded("kind", cell.kind) || [])], ["unit", unitName(cell.unit)], ["measure", ...coded("measure", cell.measure), meaning === cell.measure ? "" : `. ${meaning}`],
    cell.jurisdiction && ["jurisdiction", placeLink(cell.jurisdiction), " ", element("code", {}, cell.jurisdiction),
      cell.jurisdiction_role ? `: ${label("jurisdiction_role", cell.jurisdiction_role)}` : ""],
    ...splits(cell).map(([name, code, words]) => [name, words, " ", element("code", {}, code)]),
    ["period", say("span", { first: cell.period_start, last: cell.period_end })],
    cell.total_over.length ? ["total_over", cell.total_over.map(columnName).join(", ")] : null,
    ["cell", element("code", {}, cell.cell_id)],
  ];
}

function whereItStands({ documents }, shown) {
  const copy = documents[shown.snapshot];
  return [
    ["document", copy.title, copy.name ? ` (${copy.name})` : ""], ["address", webLink(copy.url)],
    ["captured", `${copy.captured} (${copy.captured_basis})`], ["recorded", copy.recorded],
    ["exactness", `${copy.exactness}; ${say(`origin_${copy.origin}`)}`],
    ["sha256", element("a", { href: `${plainview.root}documents.html#doc-${shown.snapshot.slice(0, 16)}` }, element("code", { class: "hash" }, shown.snapshot))],
    shown.member && shown.member !== shown.snapshot ? ["member_sha256", element("code", { class: "hash" }, shown.member)] : null,
    ["locator", shown.locator], ["printed_measure", shown.printed_measure], ["printed_jurisdiction", shown.printed_jurisdiction],
  ];
}

const STATUS_NOTES = { band: "note_band", below: "note_below", rounded: "note_rounded", blank: "note_silent", suppressed: "note_silent",
  withheld_by_law: "note_silent", not_reported: "note_silent", not_applicable: "note_silent" };

/* Of an archive that was packed anew, the file in it that the figure was read from can still be the publisher's own. */
const exactMember = (documents, shown) => documents[shown.snapshot].exactness.startsWith("members byte-exact") && shown.member && shown.member !== shown.snapshot;

/* Whether a change of how a publisher counts is about this cell. */
function concerns(change, cell) {
  const about = [["tables", "table"], ["measures", "measure"], ["kinds", "kind"], ["processes", "process"]];
  const [first, last] = change.touches;
  return change.publisher === cell.publisher && about.every(([list, name]) => !change[list].length || change[list].includes(cell[name]))
    && !change.except.includes(cell.jurisdiction) && (!first || (first <= cell.period_start && cell.period_start <= last));
}

/* A source as it is written down; its first word is a link where it is an address. */
function sourceLink(source) {
  const [address] = source.split(" ", 1);
  return /^https?:\/\//.test(address) ? [webLink(address), source.slice(address.length)] : [source];
}

/* What makes a reader careful, in plain words. */
function warned({ cell, table, documents, judged, edition, breaks }, shown, now) {
  const notes = cell.flags.filter((flag) => flag !== "not_byte_exact").map((flag) => say(`flag_${flag}`));
  if (documents[shown.snapshot].exactness !== "byte-exact") { notes.push(say(exactMember(documents, shown) ? "member_exact" : "flag_not_byte_exact")); }
  if (edition && edition !== now) { notes.push(say("older_edition", { printed: now.printed || say("blank_cell") })); }
  if (cell.gone) { notes.push(say("gone")); }
  const correction = cell.correction && own(judged.corrections, cell.correction);
  if (correction) { notes.push(say("corrected", { printed: now.printed, status: say(`status_${correction.status}`), why: correction.why, source: correction.source })); }
  if (own(STATUS_NOTES, shown.status)) { notes.push(say(STATUS_NOTES[shown.status])); }
  if (table.fact && !cell.flags.includes("secondary")) { notes.push(say("same_fact")); }
  if (cell.total_over.length) { notes.push(say("total")); }
  for (const change of breaks.filter((one) => concerns(one, cell))) {
    const key = change.kind === "break" ? (cell.period_start >= change.date ? "break_since" : "break_until") : "annotation";
    notes.push([say(key, { date: change.date, changed: change.changed }), ...(change.source ? [` ${say("t_source")}: `, ...sourceLink(change.source), "."] : [])]);
  }
  return notes.length ? [section("warnings", element("ul", { id: "warnings" }, notes.map((note) => element("li", {}, ...[note].flat()))))] : [];
}

/* Another figure or edition: a reader is taken to its beginning. */
addEventListener("hashchange", async () => {
  await show();
  document.getElementById("main").focus({ preventScroll: true });
  scrollTo(0, 0);
});
