/**
 * <month-grid> writes a month by keyboard: arrows move, a letter sets a shift, Delete clears,
 * Ctrl+Z takes back, Enter opens the cell's sheet. The server judges and sends the parts anew.
 */
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

class MonthGrid extends HTMLElement {
  connectedCallback() {
    this.keys = JSON.parse(this.getAttribute("keys") || "{}");
    this.done = [];
    this.waiting = Promise.resolve();
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.addEventListener("focusin", (event) => this.roved(event.target.closest("a.cell")));
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("submit", (event) => this.submitted(event));
  }

  get sheet() {
    return this.querySelector("dialog");
  }

  get editable() {
    return this.hasAttribute("src");
  }

  pressed(event) {
    const cell = event.target.closest("a.cell");
    if (!cell || !cell.closest("table") || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z") return;
      this.undo();
    } else if (event.key in STEPS) this.step(cell, ...STEPS[event.key]);
    else if (event.key === "Home") this.go(cell.closest("tr"), 0);
    else if (event.key === "End") this.go(cell.closest("tr"), -1);
    else if (event.key === " ") this.open(cell);
    else if (!this.write(cell, typed(event))) return;
    event.preventDefault();
  }

  /** Whether the key says something of this cell: a shift's letter, or that nobody comes. */
  write(cell, key) {
    if (!this.editable || cell.dataset.shut !== undefined) return false;
    const clears = key === "Delete" || key === "Backspace";
    const pattern = clears ? "" : this.keys[key.toLowerCase()];
    if (pattern === undefined) return false;
    this.put(cell.id, cell.dataset.was, String(pattern));
    return true;
  }

  undo() {
    const last = this.done.pop();
    if (last) this.put(last.cell, last.now, last.was, true);
    else this.say(this.dataset.nothing);
  }

  step(cell, down, right) {
    const row = cell.closest("tr");
    const rows = [...row.parentElement.children];
    const at = [...row.querySelectorAll("a.cell")].indexOf(cell);
    const next = rows[rows.indexOf(row) + down];
    if (next) this.go(next, Math.max(at + right, 0));
  }

  go(row, at) {
    [...row.querySelectorAll("a.cell")].at(at)?.focus();
  }

  /** One cell takes part in the tab order: the one that was last looked at. */
  roved(cell) {
    if (!cell?.closest("table")) return;
    for (const one of this.querySelectorAll('table a.cell[tabindex="0"]')) one.tabIndex = -1;
    cell.tabIndex = 0;
    this.say(cell.dataset.said);
  }

  clicked(event) {
    const shuts = event.target.closest("[data-shuts]");
    if (shuts) {
      event.preventDefault();
      this.sheet.close();
    }
    const opens = event.target.closest("a.cell, a.sheet");
    if (!opens || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.open(opens);
  }

  async open(link) {
    this.opener = link.id;
    const answer = await fetch(link.href, { headers: part("sheet") });
    if (answer.redirected || !answer.ok) location.assign(link.href);
    else this.unfold(await answer.text());
  }

  unfold(text) {
    this.sheet.innerHTML = text;
    if (!this.sheet.open) this.sheet.showModal();
    const first = ["[autofocus]", "input:checked"].map((one) => this.sheet.querySelector(one));
    first.find(Boolean)?.focus();
  }

  submitted(event) {
    const form = event.target;
    if (!this.sheet.contains(form) || form.dataset.whole !== undefined) return;
    event.preventDefault();
    const said = new FormData(form, event.submitter);
    const [was, cell] = [said.get("was"), form.dataset.cell];
    this.post(said, () => {
      const now = document.getElementById(cell)?.dataset.was;
      if (now !== undefined && now !== was) this.done.push({ cell, was, now });
      this.sheet.close();
      document.getElementById(cell)?.focus();
    });
  }

  put(id, was, now, undoing = false) {
    const cell = document.getElementById(id);
    const said = new FormData();
    said.set("person", cell.dataset.person);
    said.set("day", cell.dataset.day);
    said.set("was", was);
    if (now) for (const one of now.split(",")) said.append("patterns", one);
    cell.classList.add("saving");
    this.post(said, () => {
      if (!undoing && was !== now) this.done.push({ cell: id, was, now });
    });
  }

  /** One after another, so that the parts on the page are those of the last word. */
  post(said, then) {
    this.waiting = this.waiting.then(() => this.send(said, then)).catch(() => location.reload());
  }

  async send(said, then) {
    said.set("csrfmiddlewaretoken", this.querySelector("[name=csrfmiddlewaretoken]").value);
    const headers = part("month");
    const answer = await fetch(this.getAttribute("src"), { method: "POST", body: said, headers });
    if (answer.redirected) return location.assign(answer.url);
    const text = await answer.text();
    for (const one of this.querySelectorAll(".saving")) one.classList.remove("saving");
    if (answer.status === 422) return this.unfold(text); // it wants a reason, and says which
    if (!answer.ok && answer.status !== 409) return location.reload();
    this.swap(text);
    if (answer.ok) then();
    this.dataset.saved = String(Number(this.dataset.saved || 0) + 1);
  }

  /** Every part of the answer takes the place of the part of that id. */
  swap(text) {
    const held = document.activeElement?.id;
    const made = document.createElement("template");
    made.innerHTML = text;
    for (const one of [...made.content.children]) {
      document.getElementById(one.id)?.replaceWith(one);
    }
    if (held && !this.sheet.open) document.getElementById(held)?.focus();
  }

  say(words) {
    const line = this.querySelector("#cell-said");
    if (line && words !== undefined) line.textContent = words;
  }
}

/** An input method swallows letters and says "Process"; the key that was struck it still tells. */
function typed(event) {
  return event.key === "Process" ? event.code.replace(/^(Key|Digit|Numpad)/, "") : event.key;
}

function part(target) {
  return { "HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": target };
}

customElements.define("month-grid", MonthGrid);
