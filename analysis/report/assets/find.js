/* The search field of every page. The index is search.js at the site's root, which analysis/report/search.py makes; it
   is loaded when somebody goes to the field. A page that opens from disk may not fetch, so it comes as a script.

   index.entries: [type, label, address, other names, filters of Explore or null, weight, sections if any]; sections are
   those of the page of an entry of another type that speak of this one: {type: fragment}
   index.order: the filters as an address says them; index.many: those that may have several values
   index.noise: words that may be left over; index.types and index.words: what is shown */
"use strict";

globalThis.plainviewFind = (() => {
  const LETTERS = { ß: "ss", ı: "i", ø: "o", ł: "l", đ: "d", æ: "ae", œ: "oe", þ: "th", ð: "d" };
  const SHOWN = 12;

  /** Words of a text without case, accents and signs. */
  function plain(text) {
    const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’'`]/g, "");
    const told = bare.replace(/[ßıøłđæœþð]/g, (letter) => LETTERS[letter]);
    return told.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }

  function prepare(index) {
    const entries = index.entries.map(([type, label, address, others, filters, weight, sections = {}], at) => ({
      at, type, label, address, filters, weight, sections,
      phrases: [label, ...others].map(plain).filter((phrase) => phrase.length),
    }));
    return { ...index, entries, noise: new Set(index.noise) };
  }

  /** Years of a query, such as 2020 or 2020-H1, as first and last day; and the other words. */
  function period(words) {
    const rest = [], days = [];
    words.forEach((word, at) => {
      const half = /^h[12]$/.test(words[at + 1] ?? "") ? words[at + 1] : "";
      if (/^(?:19|20)\d\d$/.test(word)) {
        days.push(`${word}-${half === "h2" ? "07-01" : "01-01"}`, `${word}-${half === "h1" ? "06-30" : "12-31"}`);
      } else if (!(/^h[12]$/.test(word) && /^(?:19|20)\d\d$/.test(words[at - 1] ?? ""))) rest.push(word);
    });
    days.sort();
    return { rest, since: days[0], until: days[days.length - 1] };
  }

  /** Which places of the query's words a phrase takes: all its words have to be there; the last may be half typed. */
  function taken(phrase, words, noise) {
    const places = [];
    let exact = 0;
    for (const word of phrase) {
      let at = words.findIndex((one, place) => one === word && !places.includes(place));
      if (at >= 0) exact += 1;
      else {
        const last = words.length - 1;
        if (places.includes(last) || words[last].length < 2 || noise.has(words[last])) return null;
        if (!word.startsWith(words[last])) return null;
        at = last;
      }
      places.push(at);
    }
    return { places, exact };
  }

  /** The entries that share out the words among them, each filter once but those that may have several values. */
  function shared(index, words) {
    const found = [];
    for (const entry of index.entries) {
      for (const phrase of entry.phrases) {
        const fits = taken(phrase, words, index.noise);
        if (fits) found.push({ entry, ...fits });
      }
    }
    found.sort((one, other) => other.exact - one.exact || other.places.length - one.places.length
      || other.entry.weight - one.entry.weight || one.entry.at - other.entry.at);
    const used = new Set(), filters = {}, picked = [];
    for (const { entry, places } of found) {
      const free = Object.keys(entry.filters ?? {}).every((name) => !(name in filters) || index.many.includes(name));
      if (!free || picked.includes(entry) || places.some((place) => used.has(place))) continue;
      places.forEach((place) => used.add(place));
      picked.push(entry);
      for (const [name, values] of Object.entries(entry.filters ?? {})) {
        filters[name] = [...new Set([...(filters[name] ?? []), ...values])].sort();
      }
    }
    picked.sort((one, other) => Object.keys(index.types).indexOf(one.type) - Object.keys(index.types).indexOf(other.type));
    // A word that nothing here is called by cannot narrow anything: what is found says what was understood.
    const known = (word) => index.entries.some(({ phrases }) => phrases.some((phrase) => phrase.some((one) => one.startsWith(word))));
    const left = words.filter((word, place) => !used.has(place) && !index.noise.has(word) && (picked.length < 2 || known(word)));
    return { picked, filters, left };
  }

  const said = (index, filters) => index.order.filter((name) => filters[name]?.length)
    .map((name) => `${name}=${filters[name].map(encodeURIComponent).join(",").replaceAll("%3A", ":")}`).join("&");

  /** How well an entry answers all the words; 0 where it does not. */
  function rank(entry, words) {
    let best = 0;
    for (const phrase of entry.phrases) {
      const same = phrase.join(" ") === words.join(" ");
      const begins = phrase.join(" ").startsWith(words.join(" "));
      const each = words.every((word) => phrase.some((one) => one.startsWith(word)));
      best = Math.max(best, same ? 400 : begins ? 300 : each ? 200 : 0);
    }
    return best && best + Math.min(entry.weight, 99);
  }

  /** Where one page is asked for and one thing that it has a section of, such as "emergency requests Germany". */
  function section({ picked, left }) {
    if (left.length || picked.length !== 2) return null;
    const [page, asked] = picked[1].sections[picked[0].type] ? picked : [picked[1], picked[0]];
    const fragment = asked.sections[page.type];
    return fragment ? { page, asked, address: `${page.address}#${fragment}` } : null;
  }

  /** What is found, best first: [{label, what, address}]. */
  function results(index, query) {
    const words = plain(query);
    if (!words.length) return [];
    const { rest, since, until } = period(words);
    const found = [];
    const share = rest.length ? shared(index, rest) : { picked: [], filters: {}, left: [] };
    const parts = share.picked.map((entry) => entry.label);
    if (since) parts.push(since.slice(0, 4) === until.slice(0, 4) ? since.slice(0, 4) : `${since.slice(0, 4)}–${until.slice(0, 4)}`);
    const within = section(share);
    if (within && !(since && within.asked.filters)) {
      found.push({ label: `${within.page.label} · ${within.asked.label}`, what: index.types[within.page.type], address: within.address });
    }
    if (!share.left.length && parts.length > 1 && share.picked.every((entry) => entry.filters)) {
      const filters = { ...share.filters, ...(since && { since: [since], until: [until] }) };
      found.push({ label: parts.join(" · "), what: index.words.explore, address: `explore.html#${said(index, filters)}` });
    }
    const wanted = rest.length ? rest : words;
    const ranked = index.entries.map((entry) => [rank(entry, wanted), entry]).filter(([score]) => score);
    ranked.sort(([one, a], [other, b]) => other - one || a.at - b.at);
    const pages = ranked.map(([, entry]) => entry);
    const seen = new Set();
    for (const entry of [...pages, ...share.picked]) {
      if (seen.has(entry.at)) continue;
      seen.add(entry.at);
      found.push({ label: entry.label, what: index.types[entry.type], address: entry.address });
    }
    return found.slice(0, SHOWN);
  }

  return { plain, prepare, results };
})();
