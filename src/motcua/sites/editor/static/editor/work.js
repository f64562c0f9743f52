// The bench of the editor. Everything works by its buttons; this adds dragging, Alt with arrows, and the focus
// after a part was added or moved.
const form = () => document.getElementById("ed-form");

function deed(words) {
  const f = form();
  if (!f) return;
  const button = document.createElement("button");
  button.name = "do";
  button.value = words;
  button.hidden = true;
  f.append(button);
  f.requestSubmit(button);
  button.remove();
}

// What only steers a button is not saved by itself.
document.addEventListener("change", (event) => {
  if (event.target.closest("#ed-form") && event.target.matches("[data-quiet]")) event.stopImmediatePropagation();
}, true);

document.addEventListener("keydown", (event) => {
  const at = event.target.closest("[data-path]");
  if (!at || !event.altKey || !/^Arrow(Up|Down)$/.test(event.key) || !at.dataset.path.endsWith("]")) return;
  event.preventDefault();
  deed(`${event.key === "ArrowUp" ? "up" : "down"} ${at.dataset.path}`);
});

// A new part gets its id from its words, and with it every setting another name: whoever types goes on typing.
let typing = null;
const chosen = () => document.querySelector("#ed-form [name=o]")?.value ?? "";
document.addEventListener("htmx:before:swap", () => {
  const at = document.activeElement;
  const here = chosen();
  typing = at?.name?.startsWith(`${here}.`) ? { rest: at.name.slice(here.length), value: at.value, here } : null;
}, true);
document.addEventListener("htmx:after:swap", () => {
  const was = typing;
  typing = null;
  if (!was || chosen() === was.here || document.querySelector("#ed-part[data-moved]")) return;
  const again = document.getElementsByName(chosen() + was.rest)[0];
  if (!again) return;
  if (again.type === "text" || again.type === "textarea") again.value = was.value;
  again.focus({ preventScroll: true });
}, true);

document.addEventListener("htmx:after:swap", () => {
  const moved = document.querySelector("#ed-part[data-moved]");
  if (!moved) return;
  moved.removeAttribute("data-moved");
  const first = moved.querySelector(".ed-section input:not([type=hidden]), .ed-section select, .ed-section textarea");
  const empty = first && first.type === "text" && first.value === "";
  (empty ? first : document.getElementById("ed-part-title"))?.focus({ preventScroll: !empty });
});

// On a small screen the chosen part stands below the list.
document.addEventListener("click", (event) => {
  if (!event.target.closest("#ed-outline a[hx-get]") || !matchMedia("(max-width: 63.99rem)").matches) return;
  document.addEventListener("htmx:after:swap", () => document.getElementById("ed-part")?.scrollIntoView(), { once: true });
});

let dragged = null;
const clear = () => document.querySelectorAll(".ed-item--over, .ed-item--end").forEach((x) => x.classList.remove("ed-item--over", "ed-item--end"));
const lower = (event, item) => event.clientY > item.getBoundingClientRect().top + item.offsetHeight / 2;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".ed-item[draggable]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.part);
  dragged.classList.add("is-dragged");
});
document.addEventListener("dragover", (event) => {
  const item = dragged && event.target.closest?.(".ed-item, .ed-block[data-list]");
  if (!item) return;
  event.preventDefault();
  clear();
  if (item.matches(".ed-item")) item.classList.add(lower(event, item) ? "ed-item--end" : "ed-item--over");
});
document.addEventListener("drop", (event) => {
  const item = dragged && event.target.closest?.(".ed-item, .ed-block[data-list]");
  if (!item) return;
  event.preventDefault();
  const from = dragged.dataset.part;
  if (item.matches(".ed-item--heading")) deed(`move ${from} ${item.dataset.list}`);
  else if (item.matches(".ed-item")) {
    const [, list, index] = item.dataset.part.match(/^(.*)\[(\d+)\]$/);
    deed(`move ${from} ${list} ${Number(index) + (lower(event, item) ? 1 : 0)}`);
  } else deed(`move ${from} ${item.dataset.list}`);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  clear();
});
