// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* Fields of the ends' profiles that are set otherwise: the option `set`, [SIDE:]FIELD=VALUE. */

/* The parts of a value of `set`: an end, or null for both; a field, and what it is. */
function fieldOf(setting) {
  const [, side = null, name, value] = /^(?:(client|server):)?([^=]*)=(.*)$/s.exec(setting);
  return { side, name, value };
}

function fieldsSet() {
  return page.situation.filter(([option]) => option === "set").map(([, setting]) => fieldOf(setting));
}

/* The fields of an end's profile that are set: { name: value }. */
function fieldsSetOf(place) {
  return Object.fromEntries(fieldsSet().filter(({ side }) => !side || side === SIDES[place]).map(({ name, value }) => [name, value]));
}

/* The fields of an end's profile as its name has them. */
function presetOf(place) {
  return page.described.profiles.find((one) => one.name === page.play.ends[place].profile).fields;
}

/* The situation with a field of an end, or of both, and no earlier word of it; value null: as the profile has it. */
function withField(situation, side, name, value) {
  const isOfIt = (setting) => {
    const one = fieldOf(setting);
    return one.name === name && (one.side === side || side === null);
  };
  const rest = situation.filter(([option, setting]) => option !== "set" || !isOfIt(setting));
  return value === null ? rest : [...rest, ["set", `${side ? side + ":" : ""}${name}=${value}`]];
}

/* Shows what is set, each with a way to take it back, and what the chosen field is now. */
function showFields() {
  const list = document.getElementById("fields-set");
  const sets = fieldsSet();
  list.hidden = !sets.length;
  list.replaceChildren(...sets.map(({ side, name, value }) => {
    const text = `${side ? t("end." + side) + ": " : ""}${name}=${value}`;
    const remove = t("fields.remove", { field: text });
    return make("li", {}, make("code", {}, text), " ",
                make("button", { type: "button", "aria-label": remove, title: remove, onclick: () => show(withField(page.situation, side, name, null)) }, "×"));
  }));
  showField();
}

function showField() {
  const name = document.getElementById("field-name").value, side = document.getElementById("field-side").value;
  const values = [0, 1].filter((place) => !side || side === SIDES[place]).map((place) => fieldsSetOf(place)[name] ?? presetOf(place)[name]);
  document.getElementById("field-now").textContent = t("fields.now", { value: [...new Set(values)].join(", ") });
}

function startFields() {
  const element = (id) => document.getElementById(id);
  for (const id of ["field-name", "field-side"]) element(id).addEventListener("change", showField);
  element("field-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const value = element("field-value").value.trim();
    if (show(withField(page.situation, element("field-side").value || null, element("field-name").value, value))) element("field-value").value = "";
  });
}
