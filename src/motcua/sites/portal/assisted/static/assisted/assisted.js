// A helper's session: ends by itself when nobody uses it, and in every window at once.
(() => {
  const bar = document.querySelector("[data-idle]");
  if (!bar) return;
  const form = bar.querySelector("[data-idle-form]");
  const words = bar.querySelector("[data-idle-words]");
  const left = bar.querySelector("[data-idle-left]");
  const limit = Number(bar.dataset.idle) * 1000;
  const warning = 60000;
  let last = Date.now();
  const used = () => { last = Date.now(); words.hidden = true; };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, used, { passive: true });
  const others = "BroadcastChannel" in window ? new BroadcastChannel("mc-assisted") : null;
  const away = () => location.replace("/ho-tro/het");
  if (others) others.onmessage = away;
  const leave = (idle) => {
    try { sessionStorage.clear(); } catch { /* refused by the browser: nothing is kept then */ }
    if (others) others.postMessage("over");
    if (idle) {
      const mark = Object.assign(document.createElement("input"), { type: "hidden", name: "idle", value: "1" });
      form.append(mark);
      form.submit();
    }
  };
  form.addEventListener("submit", () => leave(false));
  setInterval(() => {
    const rest = limit - (Date.now() - last);
    if (rest <= 0) { last = Date.now(); leave(true); return; }
    if (rest <= warning) { words.hidden = false; left.textContent = String(Math.ceil(rest / 1000)); }
  }, 1000);
  // A page that comes back out of the browser's memory is asked for anew.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
