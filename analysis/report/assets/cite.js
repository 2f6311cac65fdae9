/* Citations of one printed figure, made from its data: plain text, BibTeX and CSL-JSON. */
"use strict";

/* The figure's permanent address: a whole one on a web server, else from the site's root. */
function permanent(cell, snapshot) {
  const address = figureAddress(cell) + (snapshot ? `/${snapshot.slice(0, 16)}` : "");
  return /^https?:$/.test(location.protocol) ? new URL(plainview.root + address, location.href).href : address;
}

/* What every form of citation says. */
function cited(cell, edition, told) {
  const { company, table, document: copy } = told;
  const what = [plainview.label("measure", cell.measure), cell.jurisdiction && plainview.label("jurisdiction", cell.jurisdiction),
    ...splits(cell).map(([, , name]) => name)].filter(Boolean).join(", ");
  const when = period(cell.period_start, cell.period_end);
  return {
    company, title: copy.title, captured: copy.captured, url: copy.url,
    name: `${table}: ${what}, ${when}: ${edition.printed === "" ? plainview.say("blank_cell") : edition.printed} (${unitName(cell.unit)})`,
    place: plainview.say("cite_place", { captured: copy.captured, basis: copy.captured_basis, sha: edition.snapshot, locator: edition.locator }),
    address: permanent(cell, edition.snapshot), key: `plainview-${cell.publisher}-${cell.cell_id}`,
  };
}

function plainCitation(one) {
  const web = /^https?:\/\//i.test(one.url) ? ` <${one.url}>.` : "";
  return printable(`${one.company}: ${one.title}. ${one.name}.${web} ${one.place} Plainview. ${one.address}`);
}

const TEX = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", $: "\\$", "&": "\\&", "#": "\\#", "%": "\\%", _: "\\_",
  "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "\\textless{}", ">": "\\textgreater{}" };
const tex = (text) => printable(text).replace(/\n/g, " ").replace(/[\\{}$&#%_~^<>]/g, (character) => TEX[character]);
/* An address keeps its characters but those that would end its braces. */
const texAddress = (text) => printable(text).replace(/[\s{}\\]/g, (character) => encodeURIComponent(character));

function bibtex(one) {
  const fields = [["author", `{${tex(one.company)}}`], ["title", `${tex(one.title)}. ${tex(one.name)}`], ["urldate", one.captured],
    ["howpublished", tex(`Plainview, ${one.address}`)], ...(/^https?:\/\//i.test(one.url) ? [["url", texAddress(one.url)]] : []), ["note", tex(one.place)]];
  const key = one.key.replace(/[^A-Za-z0-9-]/g, "-");
  return `@misc{${key},\n${fields.map(([name, value]) => `  ${name} = {${value}},`).join("\n")}\n}`;
}

function csl(one) {
  const web = /^https?:\/\//i.test(one.url) ? { URL: one.url } : {};
  return JSON.stringify([{
    id: one.key, type: "dataset", title: printable(`${one.title}. ${one.name}`), author: [{ literal: printable(one.company) }],
    accessed: { "date-parts": [one.captured.split("-").map(Number)] }, ...web, archive: "Plainview",
    archive_location: one.address, note: printable(one.place),
  }], null, 2);
}
