// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* What can be done to a segment: a menu beside it. */

const menu = { opener: null };

function openMenu(segment, opener) {
  closeMenu();
  const box = document.getElementById("menu");
  const asked = page.situation.find((pair) => isAbout(pair, segment));
  const time = make("input", { type: "text", value: (asked && asked[1].split("=")[1]) || defaultWait(), size: 7, "aria-label": t("menu.time"), inputmode: "decimal" });
  const choose = (option) => {
    const takesTime = option === "delay-segment" || option === "duplicate";
    const wait = takesTime ? time.value.trim() : "";
    if (takesTime && Number.isNaN(parseTime(wait))) {
      time.setCustomValidity(t("menu.no_time"));
      time.reportValidity();
      return;
    }
    closeMenu();
    show(withFate(page.situation, segment, option, wait));
    focusSegment(segment.id);
  };
  const item = (option) => make("button", { type: "button", role: "menuitem", "data-option": option || "restore", onclick: () => choose(option),
                                            "aria-current": asked && asked[0] === option ? "true" : null },
                                t("menu." + (option || "restore")));
  box.replaceChildren(
    make("p", { class: "told" }, describeSegment(segment)),
    make("p", { class: "told soft" }, segment.options || ""),
    ...(nameOf(segment) ? [
      make("div", { role: "menu", "aria-label": t("menu.name") }, ...(asked ? [item(null)] : []), ...SEGMENT_OPTIONS.map(item)),
      make("label", {}, t("menu.by") + " ", time)] : [make("p", { class: "told" }, t("menu.injected"))]),
    make("button", { type: "button", class: "close", "aria-label": t("menu.close"), title: t("menu.close"), onclick: closeMenu }, "×"));
  menu.opener = opener;
  box.hidden = false;
  place(box, opener.getBoundingClientRect());
  box.querySelector("button").focus({ preventScroll: true });
}

/* Longer than a round trip, so that it can be seen. */
function defaultWait() {
  return timeValue(3 * flightTime(page.play));
}

/* Puts a box that floats beneath what it is about, within the window. */
function place(box, about) {
  const { innerWidth, innerHeight, scrollX, scrollY } = window;
  const left = Math.max(8, Math.min(about.left + about.width / 2 - box.offsetWidth / 2, innerWidth - box.offsetWidth - 8));
  const isRoom = about.bottom + box.offsetHeight + 8 < innerHeight || about.top < box.offsetHeight;
  const top = isRoom ? about.bottom + 6 : about.top - box.offsetHeight - 6;
  box.style.left = `${left + scrollX}px`;
  box.style.top = `${Math.max(8, Math.min(top, innerHeight - box.offsetHeight - 8)) + scrollY}px`;
}

function closeMenu() {
  const box = document.getElementById("menu");
  if (box.hidden) return;
  box.hidden = true;
  if (menu.opener && menu.opener.isConnected) menu.opener.focus({ preventScroll: true });
}

function focusSegment(id) {
  const handle = document.querySelector(`.handle[data-segment="${id}"]`);
  if (handle) handle.focus({ preventScroll: true });
}

function startMenu() {
  const box = document.getElementById("menu");
  box.addEventListener("keydown", (event) => {
    const items = [...box.querySelectorAll("[role=menuitem]")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") closeMenu();
    else if (step && items.includes(document.activeElement)) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.hidden && !box.contains(event.target)) closeMenu();
  });
}
