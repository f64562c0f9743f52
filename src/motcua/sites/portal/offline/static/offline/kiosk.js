// The hall's device: keys for fingers, and back to the beginning when the person has gone.
(() => {
  const START = "/kiosk/?lai=1";
  const keys = document.querySelector("[data-kiosk-keys]");
  const box = document.querySelector("[data-kiosk-box]");
  if (keys && box) {
    keys.hidden = false;
    keys.addEventListener("click", (event) => {
      const key = event.target.closest("[data-kiosk-key]")?.dataset.kioskKey;
      if (!key) return;
      const from = box.selectionStart ?? box.value.length;
      const to = box.selectionEnd ?? from;
      if (key === "back") box.setRangeText("", from === to ? Math.max(0, from - 1) : from, to, "end");
      else box.setRangeText(key, from, to, "end");
    });
    if (!box.value) box.focus();
  }
  document.querySelector("[data-kiosk-print]")?.addEventListener("click", () => print());
  const foot = document.querySelector("[data-kiosk-idle]");
  if (!foot) return;
  const left = foot.querySelector("[data-kiosk-left]");
  const words = foot.querySelector("[data-kiosk-words]");
  const limit = Number(foot.dataset.kioskIdle);
  let last = Date.now();
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, () => { last = Date.now(); }, { passive: true, capture: true });
  setInterval(() => {
    const rest = Math.ceil(limit - (Date.now() - last) / 1000);
    left.textContent = String(Math.max(0, rest));
    // read out once, when it becomes urgent; not every second
    words.setAttribute("aria-live", rest <= 15 && rest > 14 ? "polite" : "off");
    foot.classList.toggle("kk-foot--soon", rest <= 15);
    if (rest <= 0) location.replace(START);
  }, 250);
  addEventListener("pageshow", (event) => { if (event.persisted) location.replace(START); });
})();
