/** What every page needs: a mark that scripts run, tables by keyboard, live regions, read-aloud. */
import "./table.js";
import "./live.js";
import "./elder.js";
import "./session.js";

// A part of a page that leads elsewhere (say, to sign in again) means the whole page goes there.
document.addEventListener("htmx:before:response", (event) => {
  const answer = event.detail.ctx.response.raw;
  if (!answer.redirected) return;
  event.preventDefault();
  location.assign(answer.url);
});

document.documentElement.classList.add("scripted");
