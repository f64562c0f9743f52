// The officer's comforts: claim where one stands, fields that appear when asked, filled fields out of the way, a
// signature drawn on the screen. Everything works without them, with more keys.
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const token = () => $("input[name=csrfmiddlewaretoken]")?.value ?? "";
const controls = (root) => all("input, select, textarea, button, a[href]", root);

// c without a tick claims the row one stands on.
document.addEventListener("keydown", (event) => {
  if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey) return;
  const form = $("form[data-claim]");
  if (!form || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  if (!$("[data-row] input:checked", form)) {
    const box = $("[data-row].is-at input[type=checkbox]", form);
    if (box) box.checked = true;
  }
}, true);

// Ctrl+Enter sends the form one is in; a leads to what is to be done.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form[data-send]") ?? $("form[data-send]");
    const main = form && $("[data-main]", form);
    if (main) { event.preventDefault(); main.click(); }
    return;
  }
  const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
  if (event.key === "a" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const first = $(".dk-do__form :is(input:not([type=hidden]), textarea, select, button, a[href])");
    if (first) { event.preventDefault(); first.focus(); first.scrollIntoView({ block: "nearest" }); }
  }
  // A long screen is not sent by a stray Enter; the box that finds people is.
  if (event.key === "Enter" && event.target.matches("form[data-quiet-enter] input:not([type=checkbox]):not([type=radio])")) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    if ("find" in event.target.dataset) $("button[name=find]", event.target.closest(".dk-find")).click();
    else next(event.target)?.focus();
  }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-enter]")) return;
  event.preventDefault();
  $(".dk-do__form :is(input:not([type=hidden]), textarea, select, button)")?.focus();
});

function next(from) {
  const form = from.closest("form");
  const open = controls(form).filter((x) => x === from || (x.tabIndex >= 0 && !x.disabled && x.type !== "hidden" && x.checkVisibility()));
  const rest = open.slice(open.indexOf(from) + 1);
  return rest.find((x) => !(x.type === "radio" && x.name === from.name));
}

// What was filled in from the registers is passed over by Tab until somebody wants to change it.
function rest(root) {
  all("[data-filled], .dk-later", root).forEach((box) => controls(box).forEach((x) => { x.tabIndex = -1; }));
  // The own city stands in every address already.
  all("select[name$='-province']", root).forEach((x) => { if (x.value && x.closest("form[data-intake]")) x.tabIndex = -1; });
  all("[data-later], [data-later] input, details > summary", root.matches?.("form") ? root : document).forEach((x) => {
    if (x.closest("form[data-intake]")) x.tabIndex = -1;
  });
}
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-open-filled]")) return;
  all("form[data-intake] [tabindex='-1']").forEach((x) => x.removeAttribute("tabindex"));
  all("[data-filled]").forEach((box) => box.removeAttribute("data-filled"));
  const first = $("form[data-intake] [data-field] :is(input, select)");
  first?.focus();
});

// Two digits of a day lead on to the month, and so on.
document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.matches(".mc-date input") || !box.maxLength || box.value.length < box.maxLength) return;
  if (box.closest("form[data-send]") && /^\d+$/.test(box.value)) next(box)?.focus();
});

// Which questions are asked depends on the answers: the server says which, the page shows and hides. Nothing that
// is being typed is replaced.
let asking = 0;
let waiting = null;
async function refresh(form) {
  const turn = ++asking;
  try { await ask(form, turn); } finally { if (turn === asking) arrive(); }
}
// Tab waits for the answer of the server (some 50 ms) when questions that are hidden now stand before the next
// one, so that none is passed over.
function arrive() {
  const from = waiting;
  waiting = null;
  asked = 0;
  if (from) next(from)?.focus();
}
let asked = 0;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.shiftKey || !asked || !event.target.closest("form[data-intake]")) return;
  const to = next(event.target);
  const between = all("[data-field][hidden]").some((box) =>
    event.target.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING && (!to || box.compareDocumentPosition(to) & Node.DOCUMENT_POSITION_FOLLOWING));
  if (!between) return;
  event.preventDefault();
  waiting = event.target;
}, true);
async function ask(form, turn) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  let answer;
  try {
    const reply = await fetch(form.dataset.shown, { method: "POST", body, headers: { "X-CSRFToken": token() } });
    if (!reply.ok) return;
    answer = await reply.json();
  } catch { return; }
  if (turn !== asking) return;
  all("[data-field]", form).forEach((box) => { box.hidden = !answer.shown.includes(box.dataset.field); });
  all("[data-page]", form).forEach((page) => { page.hidden = !$("[data-field]:not([hidden])", page); });
  if (answer.ways) all("[data-way]", form).forEach((way) => { way.hidden = !answer.ways.includes(way.dataset.way); });
  if (answer.papers) {
    all("[data-paper]", form).forEach((box) => {
      box.hidden = !answer.papers.includes(box.dataset.paper);
      const known = answer.known.includes(box.dataset.paper);
      $(".dk-paper__known", box).hidden = !known;
      $(".dk-paper__take", box).hidden = known;
    });
    $("[data-fee]", form).innerHTML = answer.fee;
    $("[data-competent]", form).textContent = answer.competent;
    for (const [path, html] of Object.entries(answer.fill)) fill($(`[data-field="${CSS.escape(path)}"]`, form), html);
    document.dispatchEvent(new Event("htmx:after:swap"));
    rest(form);
  }
}
function fill(box, html) {
  if (!box || box.contains(document.activeElement) || "filled" in box.dataset) return;
  const used = all("input, select, textarea", box).some((x) => (/checkbox|radio/.test(x.type) ? x.checked : x.value && !x.name.endsWith("-province") && !x.matches("[role=combobox]")));
  if (used) return;
  box.innerHTML = html;
  box.dataset.filled = "";
  window.htmx?.process(box);
}
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-shown]");
  if (!form || !event.target.closest("[data-field], [data-paper], #channel")) return;
  if (form.matches("[data-intake]") && event.target.closest("[data-field]") && !event.target.closest("[data-leads]")) return;
  asked = Date.now();
  refresh(form);
});

function start() {
  const step = $("form[data-shown] [data-way]")?.closest("form");
  if (step) refresh(step);
  const form = $("form[data-intake]");
  if (!form) return;
  rest(form);
  all("[data-page]", form).forEach((page) => { page.hidden = !$("[data-field]:not([hidden])", page); });
  if ($("[data-focus]")) return;
  const find = $("[data-find]", form);
  if (find && !$(".dk-person__is", form)) { ($(".dk-found button", form) ?? find).focus(); return; }
  const open = all("[data-field]:not([hidden]):not([data-filled])", form).flatMap((box) => all("input:not([type=hidden]), select:not([hidden]), textarea", box));
  open.find((x) => x.checkVisibility())?.focus();
}

// A signature: strokes on a canvas, sent as a picture when there is one.
function signing(canvas) {
  const field = canvas.parentElement.querySelector("input[name=signature]");
  const pen = canvas.getContext("2d");
  pen.lineWidth = 3; pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = "#10211f";
  let last = null;
  const at = (event) => { const box = canvas.getBoundingClientRect(); return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height]; };
  canvas.addEventListener("pointerdown", (event) => { last = at(event); canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const to = at(event);
    pen.beginPath(); pen.moveTo(...last); pen.lineTo(...to); pen.stroke();
    last = to;
  });
  canvas.addEventListener("pointerup", () => { if (last) field.value = canvas.toDataURL("image/png"); last = null; });
  canvas.parentElement.querySelector("[data-sign-clear]").addEventListener("click", () => { pen.clearRect(0, 0, canvas.width, canvas.height); field.value = ""; });
}
all("[data-sign]").forEach(signing);

document.addEventListener("click", (event) => {
  const frame = event.target.closest("[data-print-frame]")?.dataset.printFrame;
  if (frame) { const paper = document.getElementById(frame).contentWindow; paper.focus(); paper.print(); }
});

start();
