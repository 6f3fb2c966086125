/**
 * <live-region src="/live/…" href="/…"> reads its fragment again whenever its topic changes, and
 * every so many seconds where it says `every`; a stream may send the fragment itself.
 * While the line is down it asks every five seconds, and says so.
 */
const POLL_MILLISECONDS = 5000;
const CHANGED = "changed";

class LiveRegion extends HTMLElement {
  connectedCallback() {
    this.listen();
    this.timer = setInterval(() => this.poll(), POLL_MILLISECONDS);
    this.due = Date.now();
    this.turned = () => this.turn();
    document.addEventListener("visibilitychange", this.turned);
  }

  disconnectedCallback() {
    this.source.close();
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.turned);
  }

  listen() {
    this.source = new EventSource(this.getAttribute("src"));
    this.source.addEventListener("message", ({ data }) =>
      data === CHANGED ? this.refresh() : this.show(data),
    );
  }

  /** A browser opens six lines to a site, no more: a tab nobody looks at lets go of its own. */
  turn() {
    this.source.close();
    if (!document.hidden) this.listen();
  }

  poll() {
    if (document.hidden) return;
    const lost = this.source.readyState !== EventSource.OPEN;
    this.classList.toggle("lost", lost);
    if (lost || this.overdue()) this.refresh();
    if (this.source.readyState === EventSource.CLOSED) this.listen();
  }

  overdue() {
    const every = Number(this.getAttribute("every") ?? 0) * 1000;
    return every > 0 && Date.now() - this.due >= every;
  }

  /** One request at a time; a change during one asks once more after it. */
  async refresh() {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    await this.read().catch(() => {});
    this.reading = false;
    if (this.again) {
      this.again = false;
      this.refresh();
    }
  }

  async read() {
    const answer = await fetch(this.getAttribute("href"), {
      headers: { "HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": this.id },
    });
    if (answer.redirected || !answer.ok) return;
    if (answer.headers.has("HX-Refresh")) location.reload(); // the page has become another
    await this.show(await answer.text());
  }

  async show(text) {
    this.due = Date.now();
    await window.htmx.swap({ target: this, text, swap: "innerMorph" });
    this.dispatchEvent(new CustomEvent("live:read", { bubbles: true }));
  }
}

customElements.define("live-region", LiveRegion);
