/* What every page has: tables that can be sorted, buttons that copy, and the current page in sight in the navigation.
   Without scripts all of it is there, in the order in which it was written. Words are the page's own (base.html). */
"use strict";

(() => {
  const NUMBER = /^[-−]?\d[\d,]*(?:\.\d+)?/;

  // ---- sorting: table[data-sortable]; a cell sorts by data-value, else by the number that it begins with, else as text

  function value(cell) {
    const told = cell?.dataset.value ?? cell?.textContent.trim() ?? "";
    const dated = /^\d{4}-/.test(told);
    const found = dated ? null : told.match(NUMBER);
    return { text: told, number: found ? Number(found[0].replaceAll(",", "").replace("−", "-")) : null };
  }

  const empty = (one) => one.text === "" || one.text === "–" || one.text === "—";

  function compare(one, other, numeric, direction) {
    if (empty(one) || empty(other)) return empty(one) - empty(other); // what has no figure is last in either direction
    if (numeric) {
      if (one.number === null || other.number === null) return (one.number === null) - (other.number === null);
      return direction * (one.number - other.number);
    }
    return direction * one.text.localeCompare(other.text, document.documentElement.lang, { numeric: true });
  }

  function sort(table, place) {
    const head = table.tHead.rows[table.tHead.rows.length - 1].cells[place];
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [value(row.cells[place]), row]);
    const told = rows.map(([one]) => one).filter((one) => !empty(one));
    const numeric = told.length > 0 && told.filter((one) => one.number !== null).length * 2 > told.length;
    const before = head.getAttribute("aria-sort");
    const ascending = before ? before === "descending" : !numeric; // the largest figures first, names from A on
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    rows.sort(([one], [other]) => compare(one, other, numeric, ascending ? 1 : -1));
    body.append(...rows.map(([, row]) => row));
  }

  function sortable(table) {
    if (table.tBodies.length !== 1 || table.querySelector("tbody [rowspan], tbody [colspan]")) return;
    const heads = table.tHead.rows[table.tHead.rows.length - 1].cells;
    for (const head of heads) {
      if (head.dataset.sort === "none" || head.textContent.trim() === "") continue;
      const button = document.createElement("button");
      button.type = "button";
      // What can be pressed already stays beside the button: one control may not stand in another.
      if (head.querySelector("a, button, summary")) button.setAttribute("aria-label", head.textContent.trim());
      else button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, [...heads].indexOf(head)));
      head.append(button);
    }
  }

  // ---- copying: button[data-copy] has the id of what is copied, button[data-copy-text] the text itself

  async function put(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea"); // a page from disk may not use the clipboard in every browser
      area.value = text;
      area.className = "unseen";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  async function copy(button) {
    const source = button.dataset.copyText ?? document.getElementById(button.dataset.copy)?.textContent;
    if (source === undefined) return;
    const words = document.body.dataset;
    const told = (await put(source.trim())) ? words.copied : words.notCopied;
    button.dataset.name ??= button.textContent;
    button.textContent = told;
    button.focus();
    status.textContent = told;
    setTimeout(() => {
      button.textContent = button.dataset.name;
      status.textContent = "";
    }, 2500);
  }

  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  document.querySelector("main").append(status);

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-copy], button[data-copy-text]");
    if (button) copy(button);
  });

  // ---- a place in a part that is closed is opened when an address leads to it

  function open() {
    let node = null;
    try {
      node = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return; // a fragment that is no text
    }
    const closed = node?.closest("details:not([open])");
    if (!closed) return;
    for (let part = closed; part; part = part.parentElement?.closest("details")) part.open = true;
    node.scrollIntoView();
  }

  document.querySelectorAll("table[data-sortable]").forEach(sortable);
  const current = document.querySelector("header nav [aria-current]");
  if (current) {
    const strip = current.closest("ul");
    strip.scrollLeft = current.offsetLeft - strip.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
  }
  open();
  addEventListener("hashchange", open);
  // Scripts of a page that make tables of their own have them sorted too.
  globalThis.plainviewSortable = sortable;
})();
