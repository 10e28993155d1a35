/* Filters by the values of parameters, and by words: they act on charts and on tables. */

const MOST_BOXES = 400; // values of one parameter

function filterOf(selection, parameter) {
  const { name, values } = parameter;
  const summary = element("summary");
  const boxes = values.map((text, place) => {
    const box = element("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      const wanted = new Set(selection.chosen.where[name] || values.map((_, index) => index));
      if (box.checked) wanted.add(place);
      else wanted.delete(place);
      choose(wanted.size === values.length ? null : wanted);
    });
    return box;
  });
  const choose = (wanted) => {
    const where = { ...selection.chosen.where };
    if (wanted) where[name] = wanted;
    else delete where[name];
    selection.set({ where });
  };
  selection.hear(({ chosen }) => {
    const wanted = chosen.where[name];
    boxes.forEach((box, place) => {
      box.checked = !wanted || wanted.has(place);
    });
    const told = !wanted ? `all ${values.length}` : wanted.size > 3 ? `${wanted.size} of ${values.length}`
        : [...wanted].sort((a, b) => a - b).map((place) => values[place]).join(", ") || "none";
    summary.textContent = `${name}: ${told}`;
  });
  const labels = boxes.map((box, place) => element("label", {}, box, " " + values[place]));
  return element("details", { class: "values" }, summary,
                 element("div", { class: "switches" }, button("all", () => choose(null)), button("none", () => choose(new Set()))),
                 element("fieldset", {}, element("legend", { class: "hidden" }, "values of " + name), ...labels));
}

/* The row of filters; they are below each other on a phone. */
function filterBar(selection) {
  const { study } = selection;
  const all = [...study.parameters, ...study.replication];
  const few = all.filter((parameter) => parameter.values.length <= MOST_BOXES);
  const many = all.filter((parameter) => parameter.values.length > MOST_BOXES).map((parameter) => parameter.name);
  const words = element("input", { type: "search", id: "words", placeholder: "words, of a run", "aria-label": "filter runs by words" });
  words.addEventListener("input", () => selection.set({ words: words.value }));
  const count = element("output", { role: "status" });
  const link = element("a", { href: "#", id: "link" }, "link to this selection");
  selection.hear(({ chosen, runs }) => {
    if (words.value !== chosen.words) words.value = chosen.words;
    count.textContent = `${runs.length.toLocaleString("en")} of ${study.count.toLocaleString("en")} runs`;
    link.href = "#" + fragmentOf(chosen);
  });
  const reset = button("reset", () => selection.set(defaultSelection(study)));
  return element("div", { class: "filters", role: "group", "aria-label": "Filters" },
                 ...few.map((parameter) => filterOf(selection, parameter)),
                 element("div", { class: "filter" }, words, count, reset, link),
                 many.length ? element("p", {}, `${many.join(", ")}: more values than boxes; words choose among them.`) : null);
}
