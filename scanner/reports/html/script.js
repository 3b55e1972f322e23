"use strict";
(() => {
  const MOST_OPENED = 300; // opening thousands of lines takes seconds
  const byId = (id) => document.getElementById(id);
  const [words, kinds, severities, found, open] = ["words", "kinds", "severities", "found", "open"].map(byId);
  const rows = [...document.querySelectorAll("[data-k]")];
  const boxes = [...document.querySelectorAll(".group, .control, .practice, .pillar, .results, .bare, .pillar table")];
  const folds = [...document.querySelectorAll("details.control, details.fold")];
  const firsts = [...document.querySelectorAll(".first li")].map((item) => [item, byId(item.querySelector("a").hash.slice(1))]);
  const parts = [["practices", "results"], ["inventory", "resources"]].map(([id, noun]) => [byId(id).querySelectorAll("[data-k]"), noun]);
  let texts, before;

  const textOf = (row) => {
    const control = row.closest(".control"), head = control ? control.firstElementChild.textContent + control.id : "";
    return `${head} ${row.textContent}`.toLowerCase();
  };
  const severityOf = (row) => row.dataset.s || (row.closest("[data-s]") || { dataset: {} }).dataset.s;

  const counted = ([all, noun]) => {
    const number = [...all].filter((row) => !row.hidden).length;
    return `${number.toLocaleString("en")} of ${all.length.toLocaleString("en")} ${noun}`;
  };

  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const active = Boolean(wanted.length || kinds.value || severities.value);
    texts = texts || rows.map(textOf);
    let number = 0;
    rows.forEach((row, index) => {
      const shown = (!kinds.value || row.dataset.k === kinds.value)
        && (!severities.value || severityOf(row) === severities.value)
        && wanted.every((word) => texts[index].includes(word));
      row.hidden = !shown;
      number += shown;
    });
    firsts.forEach(([item, control]) => { item.hidden = active && !control.querySelector('[data-k="fail"]:not([hidden])'); });
    boxes.forEach((box) => { box.hidden = active && !box.querySelector("[data-k]:not([hidden])"); });
    if (active) {
      before = before || folds.map((fold) => fold.open);
      folds.forEach((fold) => {
        const few = number <= MOST_OPENED || fold.matches(".control");
        fold.open = few && Boolean(fold.querySelector("[data-k]:not([hidden])"));
      });
    } else if (before) {
      folds.forEach((fold, index) => { fold.open = before[index]; });
      before = undefined;
    }
    found.textContent = active ? parts.filter(([all]) => all.length).map(counted).join(", ") : "";
  };

  let timer;
  words.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(apply, 150); });
  kinds.addEventListener("change", apply);
  severities.addEventListener("change", apply);
  open.addEventListener("click", () => {
    const all = [...document.querySelectorAll("main details")], closed = all.some((one) => !one.open);
    all.forEach((one) => { one.open = closed; });
    open.textContent = closed ? "Close all" : "Open all";
  });
  byId("tools").hidden = false;
})();
