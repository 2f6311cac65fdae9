/* The search field as a combobox: arrows choose, Enter opens, Escape closes and then empties. find.js finds. */
"use strict";

(() => {
  const field = document.getElementById("search");
  const list = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  const root = document.body.dataset.root;
  const words = document.body.dataset;
  let index = null, asked = false, found = [], at = -1;

  function load() {
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = `${root}search.js`;
    script.addEventListener("load", () => {
      index = plainviewFind.prepare(globalThis.plainviewSearch);
      if (document.activeElement === field) update();
    });
    script.addEventListener("error", () => {
      asked = false;
      status.textContent = words.noIndex;
    });
    document.head.append(script);
  }

  function close() {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function option({ label, what }, place) {
    const item = document.createElement("li");
    item.id = `search-option-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const kind = document.createElement("span");
    kind.textContent = what;
    item.append(label, kind);
    item.addEventListener("click", () => open(place));
    return item;
  }

  function update() {
    if (!index) return;
    found = plainviewFind.results(index, field.value.slice(0, 200));
    list.replaceChildren(...found.map(option));
    close();
    const asking = field.value.trim() !== "";
    status.textContent = !asking ? "" : found.length ? index.words.found.replace("{n}", found.length) : index.words.none;
    if (asking && !found.length) {
      const nothing = document.createElement("li");
      nothing.setAttribute("role", "option");
      nothing.setAttribute("aria-disabled", "true");
      nothing.textContent = index.words.none;
      list.replaceChildren(nothing);
    }
    list.hidden = !asking;
    field.setAttribute("aria-expanded", String(asking));
  }

  function choose(place) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = place;
    const item = list.children[at];
    if (!item) return field.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", item.id);
  }

  function open(place) {
    const one = found[place];
    if (!one) return;
    close();
    location.href = root + one.address;
  }

  field.addEventListener("focus", load);
  field.addEventListener("input", () => {
    load();
    update();
  });
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const many = found.length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && many) {
      event.preventDefault();
      if (list.hidden) {
        update();
        choose(event.key === "ArrowDown" ? 0 : many - 1);
      } else choose(event.key === "ArrowDown" ? (at + 1) % many : (at < 1 ? many : at) - 1);
    } else if (event.key === "Enter" && many && !list.hidden) {
      event.preventDefault();
      open(Math.max(at, 0));
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) field.value = "";
      else close();
      status.textContent = "";
    }
  });
  if (document.activeElement === field) load();
})();
