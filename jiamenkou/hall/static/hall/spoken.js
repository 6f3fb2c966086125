/** Calls are spoken once each, one after another, where the browser has a voice. */
const said = new Set();
const always = document.querySelector("[data-sound-on]") !== null;
let on = always;

function speak(words) {
  if (!("speechSynthesis" in window)) return;
  for (let time = 0; time < (always ? 2 : 1); time += 1) {
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.lang = document.documentElement.lang;
    utterance.rate = 0.9;
    speechSynthesis.speak(utterance);
  }
}

/** What stands on the page when it opens was called before: a screen begins to speak with the next. */
function hear({ quietly = false } = {}) {
  for (const call of document.querySelectorAll("[data-call]")) {
    if (said.has(call.dataset.call)) continue;
    said.add(call.dataset.call);
    if (quietly) continue;
    if (on) speak(call.dataset.say);
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 150, 300]);
  }
}

document.querySelector("[data-sound]")?.addEventListener("click", (event) => {
  on = !on;
  event.currentTarget.setAttribute("aria-pressed", String(on));
  if (on) speak(event.currentTarget.textContent);
});
document.addEventListener("live:read", () => hear());
hear({ quietly: always });
