// A name of the list goes to where the cursor stood last: in braces within words, bare where an expression is expected.
let last = null;
document.addEventListener("focusin", (event) => { if (event.target.matches("[data-names]")) last = event.target; });
document.addEventListener("click", (event) => {
  const name = event.target.closest("[data-name]");
  if (!name || !last || !last.isConnected) return;
  const bare = last.dataset.names === "bare";
  let [from, to] = [last.selectionStart, last.selectionEnd];
  const opened = last.value.lastIndexOf("{{", from - 1);
  const closed = last.value.indexOf("}}", Math.max(opened, 0));
  // Never into the middle of another value: behind it.
  if (!bare && opened >= 0 && closed >= 0 && from < closed + 2) from = to = closed + 2;
  last.setRangeText(bare ? name.dataset.name : `{{${name.dataset.name}}}`, from, to, "end");
  last.focus();
  last.dispatchEvent(new Event("input", { bubbles: true }));
});
