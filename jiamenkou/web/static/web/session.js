/** Says shortly before a session idles out that it will, and keeps it when asked to. */
const WARN_SECONDS = 120;
const WARN_SECONDS_ELDER = 300;
const LONGEST_TIMER = 2 ** 31 - 1;

class SessionEnd extends HTMLElement {
  connectedCallback() {
    this.querySelector("form").addEventListener("submit", (event) => this.stay(event));
    document.addEventListener("htmx:after:request", () => this.wait());
    this.wait();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  wait() {
    clearTimeout(this.timer);
    this.hidden = true;
    const elder = document.documentElement.classList.contains("elder");
    const before = elder ? WARN_SECONDS_ELDER : WARN_SECONDS;
    const rest = Math.max(Number(this.dataset.seconds) - before, 0) * 1000;
    this.timer = setTimeout(() => (this.hidden = false), Math.min(rest, LONGEST_TIMER));
  }

  async stay(event) {
    event.preventDefault();
    const form = event.target;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type === "opaqueredirect") this.wait();
    else location.reload();
  }
}

customElements.define("session-end", SessionEnd);
