/** Read-aloud: a button that speaks the page's own words, where the browser has a voice. */
class ReadAloud extends HTMLElement {
  connectedCallback() {
    if (!("speechSynthesis" in window)) return;
    this.hidden = false;
    this.addEventListener("click", () => (speechSynthesis.speaking ? this.stop() : this.speak()));
  }

  disconnectedCallback() {
    this.stop();
  }

  speak() {
    const said = new SpeechSynthesisUtterance(document.querySelector("main").innerText);
    said.lang = document.documentElement.lang;
    said.rate = 0.9;
    said.addEventListener("end", () => this.show(false));
    this.show(true);
    speechSynthesis.speak(said);
  }

  stop() {
    speechSynthesis.cancel();
    this.show(false);
  }

  show(speaking) {
    this.querySelector("button")?.setAttribute("aria-pressed", String(speaking));
  }
}

customElements.define("read-aloud", ReadAloud);
