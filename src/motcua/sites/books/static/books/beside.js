// The image beside the form: larger, smaller, turned, moved; the form by keys alone. Without this the page still works.
const STEPS = [1, 1.25, 1.6, 2, 2.5, 3.2, 4];
const UNREADABLE = "không đọc được";
const ABSENT = "KHONG_CO_TRONG_SO";
const MOVE = 90;

function viewer(box) {
  const stage = box.querySelector(".bk-viewer__stage");
  const images = [...stage.querySelectorAll("img")];
  const addresses = images.map((image) => image.getAttribute("src"));
  let step = 0;
  let turn = 0;
  const show = () => {
    const wide = stage.scrollWidth;
    const high = stage.scrollHeight;
    const at = [stage.scrollLeft + stage.clientWidth / 2, stage.scrollTop + stage.clientHeight / 2];
    for (const image of images) { image.style.width = `${STEPS[step] * 100}%`; image.style.maxWidth = "none"; }
    stage.classList.toggle("is-moved", step > 0);
    stage.scrollLeft = (at[0] / wide) * stage.scrollWidth - stage.clientWidth / 2;
    stage.scrollTop = (at[1] / high) * stage.scrollHeight - stage.clientHeight / 2;
  };
  const acts = {
    in: () => { step = Math.min(step + 1, STEPS.length - 1); show(); },
    out: () => { step = Math.max(step - 1, 0); show(); },
    turn: () => { turn = (turn + 90) % 360; images.forEach((image, n) => { image.src = turn ? `${addresses[n]}?quay=${turn}` : addresses[n]; }); },
    whole: () => { step = 0; if (turn) { turn = 270; acts.turn(); } show(); stage.scrollTo(0, 0); },
    up: () => stage.scrollBy(0, -MOVE), down: () => stage.scrollBy(0, MOVE), left: () => stage.scrollBy(-MOVE, 0), right: () => stage.scrollBy(MOVE, 0),
  };
  box.querySelectorAll("[data-view], [data-view-words]").forEach((part) => { part.hidden = false; });
  box.querySelectorAll("[data-view]").forEach((button) => button.addEventListener("click", () => acts[button.dataset.view]()));
  let held = null;
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    held = [event.clientX, event.clientY];
    stage.classList.add("is-held");
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!held) return;
    stage.scrollBy(held[0] - event.clientX, held[1] - event.clientY);
    held = [event.clientX, event.clientY];
  });
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => { held = null; stage.classList.remove("is-held"); });
  const keys = { "=": "in", "+": "in", "-": "out", x: "turn", 0: "whole", ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };
  document.addEventListener("keydown", (event) => {
    const act = event.altKey && !event.ctrlKey && !event.metaKey ? keys[event.key.length === 1 ? event.key.toLowerCase() : event.key] : "";
    if (!act) return;
    event.preventDefault();
    acts[act]();
  });
}

function keying(form) {
  const inputs = [...form.querySelectorAll(".mc-input")];
  const counter = form.querySelector("[data-strokes]");
  const send = form.querySelector("[data-send]");
  form.querySelectorAll("[data-keys]").forEach((part) => { part.hidden = false; });
  let strokes = 0;
  const put = (input, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const go = (input, by) => {
    const next = inputs[inputs.indexOf(input) + by];
    if (next) { next.focus(); next.select?.(); } else if (by > 0) send.focus();
  };
  form.addEventListener("keydown", (event) => {
    strokes += 1;
    if (counter) counter.value = String(strokes);
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation(); // the desk sends forms by the same keys, and twice would be two requests
      form.requestSubmit(send);
      return;
    }
    const input = event.target.closest(".mc-input");
    if (!input || !inputs.includes(input)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      go(input, event.shiftKey ? -1 : 1);
    } else if (event.altKey && !event.ctrlKey) {
      const marks = { u: UNREADABLE, k: ABSENT, l: input.dataset.above ?? "" };
      const value = marks[event.key.toLowerCase()];
      if (value === undefined || (event.key.toLowerCase() === "l" && !value)) return;
      event.preventDefault();
      put(input, value);
      go(input, 1);
    }
  });
  const first = form.querySelector('[aria-invalid="true"]') ?? form.querySelector("[data-first]");
  first?.focus();
  first?.select?.();
}

document.querySelectorAll("[data-viewer]").forEach(viewer);
document.querySelectorAll("form[data-keying]").forEach(keying);
