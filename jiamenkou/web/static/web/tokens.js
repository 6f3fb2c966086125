/** The colours of tokens.css for what CSS does not draw, and the facts a component was given. */
const styles = getComputedStyle(document.documentElement);
const FACTS = 'script[type="application/json"]';

export const colour = (name) => styles.getPropertyValue(`--${name}`).trim();

export const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** What the server says about a component, from the JSON inside it. */
export const facts = (element) => JSON.parse(element.querySelector(FACTS).textContent);

/** Calls `redraw` when the facts change (a live page) or the colours do; answers how to stop. */
export function onChange(element, redraw) {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const watch = new MutationObserver(redraw);
  watch.observe(element.querySelector(FACTS), { childList: true, characterData: true, subtree: true });
  scheme.addEventListener("change", redraw);
  return () => {
    watch.disconnect();
    scheme.removeEventListener("change", redraw);
  };
}
