// Working through a dossier by few keys: y confirms a point and goes on, a form opens without leaving the page, a
// common reason is put in by a key, colleagues are found after @, something is laid beside.
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
const form = () => $(".dk-do__form form[data-send]");

// What is still to be confirmed, in order: unticked points, and questions of which nothing is chosen.
function open() {
  const root = form();
  if (!root) return [];
  return all("input[type=checkbox], input[type=radio]", root).filter((x) => {
    if (x.checked || x.disabled || !x.checkVisibility()) return false;
    return x.type === "checkbox" || !$(`input[name="${CSS.escape(x.name)}"]:checked`, root);
  });
}

function confirm() {
  const left = open();
  const one = left.includes(document.activeElement) ? document.activeElement : left[0];
  if (!one) { $("[data-main]", form())?.focus(); return; }
  const after = left.slice(left.indexOf(one) + 1).find((x) => x.type === "checkbox" || x.name !== one.name);
  one.click();
  (after ?? $("[data-main]", form()))?.focus();
  after?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.key === "y" && form() && !typing(event.target)) { event.preventDefault(); if (!event.repeat) confirm(); }
});

// A finger that stays on the keys does not do the next dossier too.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target.closest("button"))) { event.preventDefault(); event.stopPropagation(); }
}, true);

// The form of another act comes into the page; what stands beside stays where it is.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (await swap(link.href, "#viec")) {
    history.replaceState(null, "", link.href);
    const first = $(".dk-do__form :is(input:not([type=hidden]), textarea, select)");
    first?.focus();
    $("#viec").scrollIntoView({ block: "nearest" });
  } else location.href = link.href;
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-beside]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!await swap(link.dataset.beside, "#canh")) { location.href = link.href; return; }
  const laid = $(".dk-beside__pane");
  $("[data-split]").classList.toggle("has-beside", Boolean(laid));
  $("#canh summary")?.focus({ preventScroll: true });
});

async function swap(address, selector) {
  try {
    const reply = await fetch(address, { headers: { "X-Part": selector } });
    if (!reply.ok) return false;
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector(selector);
    if (!fresh) return false;
    $(selector).replaceWith(document.adoptNode(fresh));
    window.htmx?.process($(selector));
    document.dispatchEvent(new Event("htmx:after:swap"));
    return true;
  } catch { return false; }
}

// v opens the list of what can be laid beside; its first entry is under the finger.
document.addEventListener("toggle", (event) => {
  if (event.target.matches(".dk-beside__choose") && event.target.open) { $("a", event.target)?.focus(); more(event.target); }
  if (event.target.matches(".dk-notes__new") && event.target.open) $("textarea", event.target)?.focus();
}, true);

// The other dossiers of the person are asked for when the list is opened: opening a dossier does not wait for them.
async function more(choose) {
  const last = $("[data-more]", choose);
  if (!last) return;
  try {
    const reply = await fetch($("a", last).dataset.beside);
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
    const known = all("a", choose).map((x) => x.dataset.beside.replace(/.*canh=/, ""));
    const others = all(".dk-beside__choose li", fresh).filter((x) => !known.includes($("a", x).dataset.beside.replace(/.*canh=/, "")));
    last.replaceWith(...others.map((x) => document.adoptNode(x)));
  } catch { /* the link leads there */ }
}

document.addEventListener("click", (event) => {
  const phrase = event.target.closest("[data-phrase]");
  if (!phrase) return;
  const box = document.getElementById(phrase.dataset.for);
  box.value = [box.value.trim(), phrase.dataset.phrase].filter(Boolean).join(" ");
  box.dispatchEvent(new Event("input", { bubbles: true }));
});

// Names after @: asked of the server as one types, chosen with the arrows and Enter or Tab.
let asking = 0;
const begun = (box) => /(?:^|[^\p{L}\p{N}@])@([\p{L}\p{N} ]{0,40})$/u.exec(box.value.slice(0, box.selectionStart));
document.addEventListener("input", async (event) => {
  const box = event.target.closest("form[data-note] textarea");
  if (!box) return;
  const found = begun(box);
  const list = $(".dk-names", box.form);
  const turn = ++asking;
  if (!found) { list.hidden = true; return; }
  try {
    const reply = await fetch(`${box.form.dataset.note}?q=${encodeURIComponent(found[1])}`);
    const { names } = await reply.json();
    if (turn !== asking) return;
    list.replaceChildren(...names.map((name, i) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(i === 0));
      item.textContent = name;
      return item;
    }));
    list.hidden = names.length === 0;
  } catch { list.hidden = true; }
});
function name(box, chosen) {
  const found = begun(box);
  const at = box.selectionStart;
  const start = at - found[1].length;
  box.value = `${box.value.slice(0, start)}${chosen} ${box.value.slice(at)}`;
  box.selectionStart = box.selectionEnd = start + chosen.length + 1;
  $(".dk-names", box.form).hidden = true;
}
document.addEventListener("keydown", (event) => {
  const box = event.target.closest("form[data-note] textarea");
  const list = box && $(".dk-names", box.form);
  if (!box) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); event.stopPropagation(); $("button[data-once]", box.form).click(); return; }
  if (list.hidden) return;
  const items = all("li", list);
  const at = items.findIndex((x) => x.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const to = Math.max(0, Math.min(items.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
    items.forEach((x, i) => x.setAttribute("aria-selected", String(i === to)));
  } else if ((event.key === "Enter" || event.key === "Tab") && items[at]) {
    event.preventDefault();
    event.stopPropagation();
    name(box, items[at].textContent);
  } else if (event.key === "Escape") { list.hidden = true; event.stopPropagation(); }
}, true);
document.addEventListener("mousedown", (event) => {
  const item = event.target.closest(".dk-names li");
  if (!item) return;
  event.preventDefault();
  name($("textarea", item.closest("form")), item.textContent);
});

// Coming from the dossier before: the first point to confirm is under the finger. Never the button that does it.
if (new URLSearchParams(location.search).has("ds") && !location.hash && !$("[aria-invalid]")) {
  const point = open()[0];
  point?.focus({ preventScroll: true });
  point?.scrollIntoView({ block: "nearest" });
}
