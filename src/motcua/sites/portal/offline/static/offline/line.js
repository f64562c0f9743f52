// The line: says calmly when it is gone, lets the worker in after the page is there, sends what waits on the device.
(() => {
  const self = document.currentScript.dataset;
  const shared = "shared" in self || /(?:^|; )mc_shared=1/.test(document.cookie);
  let note = null;
  const tell = () => {
    if (!navigator.onLine && !note) {
      note = Object.assign(document.createElement("p"), { className: "mc-wide mc-notice mc-notice--info", textContent: self.away });
      note.setAttribute("role", "status");
      document.querySelector("#main")?.before(note);
    } else if (navigator.onLine && note) {
      note.textContent = self.back;
      const old = note;
      note = null;
      setTimeout(() => old.remove(), 4000);
    }
  };
  addEventListener("offline", tell);
  addEventListener("online", tell);
  tell();
  // Nobody is asked to install: the browser's own prompt waits until it is wanted.
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    const place = document.querySelector("[data-install]");
    if (!place) return;
    place.hidden = false;
    place.querySelector("[data-install-press]").onclick = async () => { await event.prompt(); place.hidden = true; };
  });
  const calm = (work) => ("requestIdleCallback" in window ? requestIdleCallback(work, { timeout: 8000 }) : setTimeout(work, 3000));
  addEventListener("load", () => setTimeout(() => calm(async () => {
    if ("serviceWorker" in navigator) {
      try {
        await navigator.serviceWorker.register("/sw.js");
        const ready = await navigator.serviceWorker.ready;
        if (!navigator.connection?.saveData) ready.active.postMessage("forms");
      } catch { /* private window or refused: the site works without */ }
    }
    let waiting = false;
    try { waiting = !shared && localStorage.getItem("mc-waiting") === "1"; } catch { /* refused */ }
    if (waiting && navigator.onLine && !document.querySelector("[data-words]")) import(self.full).catch(() => {});
  }), 1500));
})();
