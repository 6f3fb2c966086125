/**
 * <live-region src="/live/…" href="/…"> reads its fragment again whenever its topic changes.
 * While the line is down it asks every five seconds, and says so.
 */
const POLL_MILLISECONDS = 5000;

class LiveRegion extends HTMLElement {
  connectedCallback() {
    this.source = new EventSource(this.getAttribute("src"));
    this.source.addEventListener("message", () => this.refresh());
    this.timer = setInterval(() => this.poll(), POLL_MILLISECONDS);
  }

  disconnectedCallback() {
    this.source.close();
    clearInterval(this.timer);
  }

  poll() {
    const lost = this.source.readyState !== EventSource.OPEN;
    this.classList.toggle("lost", lost);
    if (lost && !document.hidden) this.refresh();
    if (this.source.readyState === EventSource.CLOSED) this.reconnect();
  }

  reconnect() {
    clearInterval(this.timer);
    this.connectedCallback();
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
    await window.htmx.swap({ target: this, text: await answer.text(), swap: "innerMorph" });
    this.dispatchEvent(new CustomEvent("live:read", { bubbles: true }));
  }
}

customElements.define("live-region", LiveRegion);
