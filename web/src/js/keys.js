// The officer's keys. [data-list] holds [data-row]s; a row opens by its [data-open] link (or its first link).
// Other links and buttons take a key by data-key="r".
const typing = (target) => target.closest("input, textarea, select, [contenteditable], [role=combobox]");
const rows = () => [...document.querySelectorAll("[data-list] [data-row]")];
let at = -1;

function go(step) {
  const all = rows();
  if (!all.length) return;
  const marked = all.findIndex((row) => row.classList.contains("is-at"));
  at = Math.max(0, Math.min(all.length - 1, (marked === -1 ? (step > 0 ? -1 : all.length) : marked) + step));
  all.forEach((row, i) => row.classList.toggle("is-at", i === at));
  const link = all[at].querySelector("[data-open], a");
  (link ?? all[at]).focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

const acts = {
  j: () => go(1),
  k: () => go(-1),
  Enter: (event) => {
    if (event.target.closest("a, button, summary")) return false;
    const row = document.querySelector("[data-row].is-at");
    row?.querySelector("[data-open], a")?.click();
    return Boolean(row);
  },
  x: () => document.querySelector("[data-row].is-at input[type=checkbox]")?.click(),
  "/": () => { const box = document.querySelector("[data-search]"); box?.focus(); box?.select(); },
  "?": () => document.getElementById("key-help")?.showModal?.(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  if (typing(event.target) && !event.target.matches("input[type=checkbox], input[type=radio]")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const own = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (own) { event.preventDefault(); own.click(); return; }
  if (Object.hasOwn(acts, event.key) && acts[event.key](event) !== false) event.preventDefault();
});
