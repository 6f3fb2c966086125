/** A whole visit by single keys: a key presses the button or link that shows it. */
const TYPED_INTO = "input:not([type=hidden]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest?.(TYPED_INTO)) return;
  const pressed = event.key.toUpperCase();
  if (!/^[A-Z]$/.test(pressed)) return;
  const button = document.querySelector(`[data-key="${pressed}"]:not([disabled])`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
