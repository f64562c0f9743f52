// <select data-combobox> becomes a box that finds while you type, with or without Vietnamese marks. The select
// stays in the form (hidden) and keeps the value, so the server sees no difference. ARIA 1.2 combobox pattern.
import { fold, say } from "./words.js";

const SHOWN = 60;
const FEW = 12;
let count = 0;

function build(select) {
  const id = select.id || `combo-${++count}`;
  const wrap = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  wrap.className = "mc-combo";
  input.className = "mc-input mc-select";
  list.className = "mc-combo__list";
  list.hidden = true;
  list.id = `${id}-list`;
  list.setAttribute("role", "listbox");
  const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
  list.setAttribute("aria-label", label?.textContent.trim() || say("Lựa chọn", "Choices"));
  input.type = "text";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.placeholder = say("Gõ để tìm…", "Type to find…");
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  select.id = `${id}-select`;
  input.id = id;
  select.hidden = true;
  select.after(wrap);
  wrap.append(input, list);

  let choices = [];
  let found = [];
  let mark = -1;
  const read = () => {
    choices = [...select.options].filter((o) => o.value).map((o) => ({ value: o.value, label: o.text, key: fold(o.text), group: o.parentNode.label || "" }));
    input.value = select.value ? select.selectedOptions[0].text : "";
  };
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); mark = -1; };
  const point = (to) => {
    mark = to;
    [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === mark)));
    const li = list.children[mark];
    if (li) { input.setAttribute("aria-activedescendant", li.id); li.scrollIntoView({ block: "nearest" }); }
  };
  const choose = (choice) => {
    select.value = choice ? choice.value : "";
    input.value = choice ? choice.label : "";
    close();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const open = (all = false) => {
    const words = all ? [] : fold(input.value).split(" ").filter(Boolean);
    found = choices.filter((c) => words.every((w) => c.key.includes(w)));
    const first = words.join(" ");
    if (first) found.sort((a, b) => Number(b.key.startsWith(first)) - Number(a.key.startsWith(first)));
    found = found.slice(0, SHOWN);
    list.replaceChildren(...found.map((c, i) => {
      const li = document.createElement("li");
      li.id = `${list.id}-${i}`;
      li.setAttribute("role", "option");
      li.setAttribute("aria-selected", "false");
      li.textContent = c.label;
      if (c.group) { const small = document.createElement("small"); small.textContent = ` · ${c.group}`; li.append(small); }
      li.addEventListener("mousedown", (event) => { event.preventDefault(); choose(c); });
      return li;
    }));
    if (!found.length) {
      const li = document.createElement("li");
      li.className = "mc-combo__none";
      li.setAttribute("role", "option");
      li.setAttribute("aria-disabled", "true");
      li.textContent = say("Không tìm thấy", "Nothing found");
      list.append(li);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (found.length && words.length) point(0); else mark = -1;
  };
  input.addEventListener("input", (event) => { event.stopPropagation(); open(); });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => { input.select(); open(true); });
  input.addEventListener("blur", () => { close(); if (fold(input.value) === "") { if (select.value) choose(null); } else read(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); if (list.hidden) open(true); point(Math.min(mark + 1, found.length - 1)); }
    else if (event.key === "ArrowUp") { event.preventDefault(); point(Math.max(mark - 1, 0)); }
    // As in a select, Enter never sends the form: the list may have gone the moment before.
    else if (event.key === "Enter") { event.preventDefault(); if (!list.hidden && found[mark]) choose(found[mark]); }
    else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); close(); read(); }
  });
  select.addEventListener("change", read);
  new MutationObserver(read).observe(select, { childList: true });
  read();
}

export const start = (root) => root.querySelectorAll("select[data-combobox]:not([data-built])").forEach((select) => {
  // A short list is quicker as the browser's own select, unless the server will fill it later.
  if (select.options.length <= FEW && !("fill" in select.dataset)) return;
  select.dataset.built = "";
  build(select);
});
