// A card's QR code into a field: by the camera where the browser reads codes itself, else by a photo that the server reads.
// The text stands in the field as a hand scanner would have typed it, and the field's own "Find" is pressed.

const dialog = document.getElementById("card-scanner");
let field = null;
let read = "";
let stream = null;

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  if (dialog.open) dialog.close();
}

function take(payload) {
  stop();
  field.value = payload;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const find = field.parentElement.querySelector("button[formaction]");
  if (find) find.click(); else field.form.requestSubmit();
}

async function look(detector, video) {
  while (stream) {
    const codes = await detector.detect(video).catch(() => []);
    const card = codes.find((code) => code.rawValue.split("|").length >= 7);
    if (card) { take(card.rawValue); return; }
    await new Promise((next) => setTimeout(next, 150));
  }
}

async function open(button) {
  field = document.getElementById(button.dataset.cardScan);
  read = button.dataset.read;
  const status = dialog.querySelector("[data-card-status]");
  status.textContent = "";
  dialog.showModal();
  const video = dialog.querySelector("[data-card-video]");
  video.hidden = true;
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  try {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    look(detector, video);
  } catch {
    stream = null;
  }
}

async function photo(file) {
  const status = dialog.querySelector("[data-card-status]");
  status.textContent = status.dataset.reading;
  const form = new FormData();
  form.append("picture", file);
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(read, { method: "POST", body: form, headers: { "X-CSRFToken": token } }).catch(() => null);
  if (answer?.ok) take((await answer.json()).payload);
  else status.textContent = status.dataset.unreadable;
}

if (dialog) {
  document.querySelectorAll("[data-card-scan]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-card-scan]");
    if (button) open(button);
    if (event.target.closest("[data-card-close]")) stop();
  });
  dialog.addEventListener("close", stop);
  dialog.querySelector("[data-card-file]").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) photo(file);
    event.target.value = "";
  });
}
