/** Tables by keyboard: j and k walk the rows, Enter opens the first link, / goes to the search. */
const typing = "input, select, textarea, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.target.closest(typing) || event.ctrlKey || event.metaKey || event.altKey) return;
  const table = event.target.closest(".table-box") ?? document.querySelector(".table-box");
  if (!table) return;
  const step = { j: 1, k: -1 }[event.key];
  if (step) walk(table, step);
  else if (event.key === "/") table.querySelector("input[type=search]")?.focus();
  else if (event.key === "Enter" && event.target.matches("tbody tr")) open(event.target);
  else return;
  event.preventDefault();
});

function walk(table, step) {
  const rows = [...table.querySelectorAll("tbody tr")];
  const here = rows.indexOf(document.activeElement.closest("tr"));
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
  rows[next]?.focus();
}

function open(row) {
  row.querySelector("a")?.click();
}
