// When an answer brings up other questions, the server's copy of the page replaces the questions. What somebody typed
// between asking and answering is newer than that copy: it is put back, and the focus stays where it was. What nobody
// touched meanwhile is as the server says, for it may have filled in what the registers know.
let typed = null;
let asked = new Map();

const inside = () => document.getElementById("questions");
const inputs = (root) => [...root.querySelectorAll("input[name], select[name], textarea[name]")].filter((one) => one.type !== "hidden" && one.type !== "file");

const key = (one) => (one.type === "radio" || one.type === "checkbox" ? `${one.name}=${one.value}` : one.name);
const state = (one) => (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value);

document.addEventListener("htmx:before:request", () => {
  const root = inside();
  if (root) asked = new Map(inputs(root).map((one) => [key(one), state(one)]));
}, true);

document.addEventListener("htmx:before:swap", () => {
  const root = inside();
  if (!root) return;
  const at = document.activeElement;
  typed = {
    focus: root.contains(at) ? at.id : "",
    caret: root.contains(at) && at.type === "text" ? [at.selectionStart, at.selectionEnd] : null,
    sought: root.contains(at) && at.getAttribute("role") === "combobox" ? at.value : null,
    answers: inputs(root).filter((one) => asked.get(key(one)) !== state(one)).map((one) => ({ name: one.name, value: one.value, checked: one.checked, options: one.tagName === "SELECT" ? one.innerHTML : null })),
  };
}, true);

// Captured, so that it runs before the boxes that find while one types are built from the selects.
document.addEventListener("htmx:after:swap", () => {
  const root = inside();
  if (!root || !typed) return;
  for (const answer of typed.answers) {
    for (const one of inputs(root).filter((x) => x.name === answer.name)) {
      if (one.type === "radio" || one.type === "checkbox") {
        if (one.value === answer.value) one.checked = answer.checked;
        continue;
      }
      if (one.tagName === "SELECT" && answer.value && ![...one.options].some((o) => o.value === answer.value)) one.innerHTML = answer.options;
      one.value = answer.value;
    }
  }
  const { focus, caret, sought } = typed;
  typed = null;
  if (!focus) return;
  // After the boxes are built: the element with this id may be one of them.
  queueMicrotask(() => {
    const at = document.getElementById(focus);
    at?.focus({ preventScroll: true });
    if (sought !== null && at?.getAttribute("role") === "combobox") {
      at.value = sought;
      at.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    if (caret && at?.type === "text") at.setSelectionRange(...caret);
  });
}, true);
