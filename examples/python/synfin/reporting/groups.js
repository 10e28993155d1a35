/* Groups of users and attackers, at each point or in the run, and events. */

function groupRows(selection) {
  const { study } = selection;
  const { names, kinds, columns } = content.groups;
  const rows = [];
  for (const [point, runs] of chosenPoints(selection)) {
    for (const [place, group] of names.entries()) {
      const cells = columns.map(([, figure]) => {
        const found = valueAt(study, `group.${group}.${figure}`, point, runs);
        return found.why ? null : found.value;
      });
      if (cells.every((cell) => cell === null)) continue;
      const values = study.parameters.map((parameter) => study.cell(parameter, parameter.codes[point]));
      rows.push([...values, group, kinds[place], ...(study.count > 1 ? [runs.length] : []), ...cells]);
    }
  }
  return rows;
}

function groups(selection) {
  if (!content.groups) return;
  const { study } = selection;
  const head = [...study.parameters.map((parameter) => parameter.name), "group", "kind",
                ...(study.count > 1 ? ["runs"] : []), ...content.groups.columns.map(([name]) => name)];
  const place = element("div");
  selection.hear(() => place.replaceChildren(sortableTable(head, groupRows(selection), { caption: "groups" })));
  section("groups", "Groups", element("p", {}, study.count > 1
      ? "Means of the runs of a point; percentiles are those of one run, and of several there are none." : "Users and attackers of the run."), place);
}

function events(selection) {
  if (!content.events) return;
  const { study } = selection;
  const { head, rows } = content.events;
  const several = study.count > 1;
  const table = sortableTable(several ? ["run", ...head] : head, several ? rows : rows.map((row) => row.slice(1)), { caption: "events" });
  section("events", "Events", table);
  if (!several) return;
  selection.hear(({ runs }) => {
    const names = new Set(runs.map((run) => study.runs[run]));
    table.show(rows.map((_, index) => index).filter((index) => names.has(rows[index][0])));
  });
}

/* The times of events, in s, to be marked on charts over time: of one run only. */
function eventTimes() {
  if (!content.events || content.study.runs.length > 1) return [];
  const { head, rows } = content.events;
  const [time, what] = [head.indexOf("time (s)") + 1, head.indexOf("event") + 1];
  return rows.slice(0, 40).map((row) => ({ time: row[time], text: String(row[what]) }));
}
