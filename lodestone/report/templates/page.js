"use strict";
// Tables are sorted by the buttons in their headings; without this script they are as they were written.

const words = new Intl.Collator("en", { numeric: true });

const orderOf = (row, place) => {
  const cell = row.cells[place];
  return "order" in cell.dataset ? Number(cell.dataset.order) : cell.textContent.trim();
};

// Numbers come before words, so that cells without a number (a dash) stand last, whichever way the numbers run.
const compare = (a, b, way) => {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return way * (typeof a === "number" ? a - b : words.compare(a, b));
};

const sortBy = (heading) => {
  const table = heading.closest("table");
  const isNumber = heading.classList.contains("number");
  const now = heading.getAttribute("aria-sort");
  const next = now === "none" ? (isNumber ? "descending" : "ascending") : now === "ascending" ? "descending" : "ascending";
  for (const each of table.tHead.rows[0].cells) each.setAttribute("aria-sort", "none");
  heading.setAttribute("aria-sort", next);
  const way = next === "ascending" ? 1 : -1;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => [orderOf(row, heading.cellIndex), row]);
  rows.sort(([a], [b]) => compare(a, b, way));
  body.append(...rows.map(([, row]) => row));
};

for (const button of document.querySelectorAll("th button")) {
  button.disabled = false;
  button.addEventListener("click", () => sortBy(button.parentElement));
}
