// Ctrl+K: what this page can do, the lists, the saved views, and dossiers by code or name while one types.
// Also: ticking a range of rows, and how much waits in each list, told after the page stands.
const palette = document.querySelector("[data-palette]");
const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();

function entries() {
  const seen = new Set();
  const found = [];
  for (const one of document.querySelectorAll("main [data-key], .dk-bar [data-key], .mc-rail a, .mc-tabs a, main .mc-toolbar a")) {
    if (one.closest("dialog")) continue;
    const copy = one.cloneNode(true);
    copy.querySelectorAll("kbd, .mc-keys, .mc-count, svg").forEach((x) => x.remove());
    const label = (copy.textContent.trim() || one.title).replace(/\s+/g, " ");
    if (!label || seen.has(label)) continue;
    seen.add(label);
    found.push({ label, hint: one.dataset.key ?? "", run: () => one.click() });
  }
  return found;
}

function start() {
  const box = palette.querySelector("input");
  const list = palette.querySelector("ul");
  const none = palette.querySelector(".dk-palette__none");
  let own = [];
  let rows = [];
  let at = 0;
  let turn = 0;

  function show(found) {
    rows = found;
    at = 0;
    list.replaceChildren(...rows.map((row, i) => {
      const item = document.createElement("li");
      item.id = `palette-${i}`;
      item.setAttribute("role", "option");
      const label = document.createElement("span");
      label.textContent = row.label;
      item.append(label);
      if (row.hint) { const hint = document.createElement("small"); hint.textContent = row.hint; item.append(hint); }
      return item;
    }));
    none.hidden = rows.length > 0;
    mark(0);
  }
  function mark(to) {
    at = Math.max(0, Math.min(rows.length - 1, to));
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (rows.length) box.setAttribute("aria-activedescendant", `palette-${at}`);
    else box.removeAttribute("aria-activedescendant");
  }
  const go = (href) => () => { location.href = href; };
  async function find() {
    const words = box.value.trim();
    const mine = ++turn;
    const fits = (label) => fold(words).split(" ").every((part) => fold(label).includes(part));
    const here = own.filter((one) => fits(one.label)).slice(0, 8);
    show(here);
    try {
      const reply = await fetch(`${palette.dataset.palette}?q=${encodeURIComponent(words)}`);
      const told = await reply.json();
      if (mine !== turn) return;
      const saved = told.views.filter((one) => fits(one.label) && !here.some((x) => x.label === one.label));
      show([...here, ...saved.map((one) => ({ label: one.label, hint: "", run: go(one.href) })), ...told.dossiers.map((one) => ({ ...one, run: go(one.href) }))]);
    } catch { /* the page's own commands stay */ }
  }
  const run = (row) => { palette.close(); row?.run(); };

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (palette.open) { palette.close(); return; }
    if (document.querySelector("dialog[open]")) return;
    own = entries();
    box.value = "";
    palette.showModal();
    box.focus();
    find();
  });
  box.addEventListener("input", find);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(at + (event.key === "ArrowDown" ? 1 : -1)); }
    if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); run(rows[at]); }
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) run(rows[[...list.children].indexOf(item)]);
  });
}
if (palette) start();

// Shift with a click or with x ticks every row from the last one ticked to this one.
let last = null;
const boxes = () => [...document.querySelectorAll("[data-list] [data-row] input[type=checkbox]")];
function range(to) {
  const every = boxes();
  const [a, b] = [every.indexOf(last), every.indexOf(to)].sort((x, y) => x - y);
  if (a >= 0) every.slice(a, b + 1).forEach((x) => { if (!x.checked) x.click(); });
}
document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-row] input[type=checkbox]");
  if (!box || !event.isTrusted && !event.detail && last === box) return;
  if (event.shiftKey && last && last !== box) range(box);
  last = box;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "X" || !event.shiftKey || event.ctrlKey || event.metaKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  const box = document.querySelector("[data-row].is-at input[type=checkbox]");
  if (!box) return;
  event.preventDefault();
  if (last && last !== box) range(box); else box.click();
  last = box;
});

// How much waits where: asked for after the list stands, so that nobody waits for figures.
const tabs = document.querySelector("[data-counts]");
if (tabs) {
  fetch(tabs.dataset.counts).then((reply) => (reply.ok ? reply.text() : "")).then((html) => {
    const told = new DOMParser().parseFromString(html, "text/html");
    for (const one of told.querySelectorAll("[data-count-for]")) {
      const link = [...tabs.querySelectorAll("a")].find((x) => x.getAttribute("href") === one.dataset.countFor);
      if (!link) continue;
      const count = document.createElement("span");
      count.className = "mc-count";
      count.textContent = one.textContent;
      link.append(count);
    }
  }).catch(() => {});
}
