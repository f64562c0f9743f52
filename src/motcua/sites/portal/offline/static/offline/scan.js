// [data-scan]: a QR or bar code read by the camera, where the browser can; the field takes a reader's keys anyway.
(() => {
  const vi = document.documentElement.lang !== "en";
  const say = (a, b) => (vi ? a : b);
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  for (const box of document.querySelectorAll("[data-scan]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "mc-button mc-button--quiet kk-big", textContent: say("Quét bằng máy ảnh", "Scan with the camera") });
    box.after(button);
    button.addEventListener("click", async () => {
      button.disabled = true;
      const view = Object.assign(document.createElement("video"), { className: "sc-view", playsInline: true, muted: true });
      let stream = null;
      const stop = () => { stream?.getTracks().forEach((track) => track.stop()); view.remove(); button.disabled = false; };
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        view.srcObject = stream;
        button.after(view);
        await view.play();
        const detector = new BarcodeDetector({ formats: ["qr_code", "code_128"] });
        const until = Date.now() + 30000;
        const look = async () => {
          const [found] = await detector.detect(view).catch(() => []);
          if (found) {
            // a receipt's QR may hold an address: its number is what counts
            box.value = box.hasAttribute("data-kiosk-box") ? (/[A-Z0-9.]+-\d{6,8}-\d{4,}/.exec(found.rawValue)?.[0] ?? found.rawValue) : found.rawValue;
            box.dispatchEvent(new Event("input", { bubbles: true }));
            stop();
            box.focus();
          } else if (Date.now() < until && view.isConnected) setTimeout(look, 200);
          else stop();
        };
        look();
      } catch { stop(); button.textContent = say("Không mở được máy ảnh", "The camera cannot be opened"); }
    });
  }
})();
