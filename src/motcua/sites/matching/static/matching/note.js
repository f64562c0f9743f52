// "g" goes to the note; everything else is done by the keys of the desk.
const note = document.querySelector("[data-note]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "g" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!note || event.target.closest("input, textarea, select") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  note.focus();
});
