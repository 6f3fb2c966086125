/** How long a time is still kept: "8:20 left". What is typed stays, even when it is over. */
const shown = document.querySelector("[data-until]");

function tick() {
  const seconds = Math.max(0, Math.round((new Date(shown.dataset.until) - Date.now()) / 1000));
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  shown.textContent = shown.dataset.words.replace("%s", left);
}

if (shown) {
  tick();
  setInterval(tick, 1000);
}
