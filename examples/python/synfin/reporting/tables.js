/* Small helpers for the page's elements, and tables that sort and filter. */

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
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

/**
 * A table whose columns sort and whose rows are filtered.
 * options: caption, links (one per row, on its first cell), names (text of the links),
 *          choose (called with the index of a row when it is picked)
 */
function sortableTable(head, rows, options = {}) {
  let sorted = { column: -1, down: false };
  let words = "";
  let chosen = -1;
  const body = element("tbody");
  const count = element("output", { role: "status" });
  const headers = head.map((name, column) => {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => {
      sorted = { column, down: sorted.column === column && !sorted.down };
      fill();
    });
    return element("th", { scope: "col" }, button);
  });

  function row(index) {
    const cells = rows[index].map((value, column) => {
      const text = shown(value);
      const long = text.length > 40 ? "long" : null;
      const cell = element("td", { class: typeof value === "number" ? "number" : long });
      const link = column === 0 && options.links && options.links[index];
      cell.append(link ? element("a", { href: link, title: "raw files of " + options.names[index] },
                                 text) : text);
      return cell;
    });
    const made = element("tr", {}, ...cells);
    if (options.choose) {
      made.tabIndex = 0;
      made.dataset.index = index;
      made.setAttribute("aria-selected", String(index === chosen));
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
    return made;
  }

  function choose(index) {
    chosen = index;
    for (const made of body.rows) {
      made.setAttribute("aria-selected", String(Number(made.dataset.index) === index));
    }
    options.choose(index);
  }

  function fill() {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    let order = rows.map((_, index) => index).filter((index) => {
      const text = rows[index].map(shown).join(" ").toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
    if (sorted.column >= 0) {
      order.sort((a, b) => compare(rows[a][sorted.column], rows[b][sorted.column]));
      if (sorted.down) order.reverse();
    }
    headers.forEach((header, column) => {
      const on = column === sorted.column;
      header.setAttribute("aria-sort", on ? (sorted.down ? "descending" : "ascending") : "none");
      header.firstChild.textContent = head[column] + (on ? (sorted.down ? " ▼" : " ▲") : "");
    });
    body.replaceChildren(...order.map(row));
    count.textContent = order.length === rows.length ? `${rows.length} rows`
                                                     : `${order.length} of ${rows.length} rows`;
  }

  const input = element("input", { type: "search", placeholder: "filter",
                                   "aria-label": "filter: " + options.caption });
  input.addEventListener("input", () => {
    words = input.value;
    fill();
  });
  fill();
  const table = element("table", { "aria-label": options.caption },
                        element("thead", {}, element("tr", {}, ...headers)), body);
  const made = element("div", {}, element("div", { class: "filter" }, input, count),
                       element("div", { class: "scroll", tabindex: "0", role: "region",
                                        "aria-label": options.caption }, table));
  made.choose = choose;
  return made;
}
