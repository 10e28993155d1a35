/* Small helpers for the page's elements, and tables that sort, filter, and show a page of their rows at a time. */

const PAGE = 200; // rows of a table that are shown at once

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function button(text, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

function shown(value) {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return String(Number(value.toPrecision(6)));
}

function compare(a, b) {
  const missing = (value) => value === null || value === undefined || value === "";
  if (missing(a) || missing(b)) return missing(a) - missing(b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

/* What a row reads as, for filters by words. */
function textOf(row) {
  return row.map(shown).join(" ").toLowerCase();
}

function wordsOf(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

function asCsv(head, rows) {
  const field = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...rows].map((row) => row.map(field).join(",") + "\n").join("");
}

/* Hands a file to whoever reads the page: nothing leaves the machine. */
function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function fileName(...parts) {
  const text = parts.filter(Boolean).join("-").replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^-+|-+$/g, "");
  return `${text || "table"}.csv`;
}

/* Buttons that turn pages; turn is called with a page. */
function pager(turn) {
  const told = element("span");
  const back = button("‹ before", () => turn(-1));
  const on = button("next ›", () => turn(1));
  const made = element("div", { class: "pager" }, back, told, on);
  made.update = (page, count) => {
    made.hidden = count <= PAGE;
    const last = Math.min(count, (page + 1) * PAGE);
    told.textContent = `rows ${(page * PAGE + 1).toLocaleString("en")} to ${last.toLocaleString("en")}`;
    back.disabled = page === 0;
    on.disabled = last === count;
  };
  return made;
}

/* The rows of a table that can be picked, by pointer and by keys. */
function pickable(made, index, isChosen, choose) {
  made.tabIndex = 0;
  made.dataset.index = index;
  made.setAttribute("aria-selected", String(isChosen));
  made.addEventListener("click", () => choose(index));
  made.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(index);
    }
    const next = { ArrowDown: made.nextElementSibling, ArrowUp: made.previousElementSibling };
    if (next[event.key]) {
      event.preventDefault();
      next[event.key].focus();
    }
  });
}

/* The heads of columns as buttons that sort; sorted is {column, down}. */
function sortingHeads(head, sorted, fill) {
  const headers = head.map((name, column) => element("th", { scope: "col", "data-name": name }, button(name, () => {
    [sorted.column, sorted.down] = [column, sorted.column === column && !sorted.down];
    fill();
  })));
  const update = () => headers.forEach((header, column) => {
    const on = column === sorted.column;
    header.setAttribute("aria-sort", on ? (sorted.down ? "descending" : "ascending") : "none");
    header.firstChild.textContent = head[column] + (on ? (sorted.down ? " ▼" : " ▲") : "");
  });
  return { headers, update };
}

function cellsOf(row, index, options) {
  return row.map((value, column) => {
    const text = shown(value);
    const long = text.length > 40 ? "long" : null;
    const cell = element("td", { class: typeof value === "number" ? "number" : long });
    const link = column === 0 && options.links && options.links(index);
    cell.append(link ? element("a", { href: link, title: "raw files of " + options.names(index) }, text) : text);
    return cell;
  });
}

/**
 * A table whose columns sort, whose rows are filtered, and which can be saved as CSV.
 * options: caption, links and names (of a row's index: the link on its first cell, and its text),
 *          choose (called with the index of a row when it is picked), words (called with the words of the filter)
 * What comes back has choose(index), show(indices of rows, or null for all) and setWords(text).
 */
function sortableTable(head, rows, options = {}) {
  const sorted = { column: -1, down: false };
  let [words, chosen, base, page, order] = ["", -1, null, 0, []];
  const texts = [];
  const body = element("tbody");
  const count = element("output", { role: "status" });
  const pages = pager((step) => {
    page += step;
    fill();
  });
  const heads = sortingHeads(head, sorted, () => fill());

  function choose(index) {
    chosen = index;
    for (const made of body.rows) made.setAttribute("aria-selected", String(Number(made.dataset.index) === index));
    options.choose(index);
  }

  function row(index) {
    const made = element("tr", {}, ...cellsOf(rows[index], index, options));
    if (options.choose) pickable(made, index, index === chosen, choose);
    return made;
  }

  function fill() {
    const wanted = wordsOf(words);
    order = (base || rows.map((_, index) => index)).filter((index) => {
      if (!wanted.length) return true;
      texts[index] ??= textOf(rows[index]);
      return wanted.every((word) => texts[index].includes(word));
    });
    if (sorted.column >= 0) {
      order.sort((a, b) => compare(rows[a][sorted.column], rows[b][sorted.column]));
      if (sorted.down) order.reverse();
    }
    page = Math.min(page, Math.max(0, Math.ceil(order.length / PAGE) - 1));
    heads.update();
    body.replaceChildren(...order.slice(page * PAGE, (page + 1) * PAGE).map(row));
    pages.update(page, order.length);
    const all = rows.length.toLocaleString("en");
    count.textContent = order.length === rows.length ? `${all} rows` : `${order.length.toLocaleString("en")} of ${all} rows`;
  }

  const input = element("input", { type: "search", placeholder: "filter", "aria-label": "filter: " + options.caption });
  input.addEventListener("input", () => {
    words = input.value;
    fill();
    if (options.words) options.words(words);
  });
  fill();
  const table = element("table", { "aria-label": options.caption }, element("thead", {}, element("tr", {}, ...heads.headers)), body);
  const save = button("CSV", () => download(fileName(content.title, options.caption), asCsv(head, order.map((index) => rows[index]))),
                      { class: "save", "aria-label": "CSV of what is shown: " + options.caption });
  const made = element("div", {}, element("div", { class: "filter" }, input, count, save),
                       element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": options.caption }, table), pages);
  made.choose = choose;
  made.show = (indices) => {
    base = indices;
    fill();
  };
  made.setWords = (text) => {
    words = input.value = text;
    fill();
  };
  return made;
}
