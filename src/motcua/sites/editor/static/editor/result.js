// A name of the list goes to where the cursor stood last: in braces within words, bare where an expression is expected.
let last = null;
document.addEventListener("focusin", (event) => { if (event.target.matches("[data-names]")) last = event.target; });
document.addEventListener("click", (event) => {
  const name = event.target.closest("[data-name]");
  if (!name || !last || !last.isConnected) return;
  const words = last.dataset.names === "bare" ? name.dataset.name : `{{${name.dataset.name}}}`;
  last.setRangeText(words, last.selectionStart, last.selectionEnd, "end");
  last.focus();
  last.dispatchEvent(new Event("input", { bubbles: true }));
});
