// A card's QR code into a field, by camera or from a photo, read in this browser: a picture of an identity card never leaves it.
// The text stands in the field as a hand scanner would have typed it, and the field's own "Find" is pressed.

const dialog = document.getElementById("card-scanner");
const FIELDS = 7;
let reading;

const isCard = (text) => text.split("|").length >= FIELDS;

function take(field, payload) {
  field.value = payload;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const find = field.parentElement.querySelector("button[formaction]");
  if (find) find.click(); else field.form.requestSubmit();
}

async function open(button) {
  const field = document.getElementById(button.dataset.cardScan);
  const status = dialog.querySelector("[data-card-status]"), video = dialog.querySelector("[data-card-video]");
  status.textContent = "";
  video.hidden = true;
  dialog.showModal();
  const camera = await import(dialog.dataset.camera);
  const read = await (reading ??= camera.reader(dialog.dataset.qr));
  const takes = (text) => {
    if (!isCard(text)) return false;
    dialog.close();
    take(field, text);
    return true;
  };
  dialog.onclose = camera.watch(video, read, takes);
  dialog.querySelector("[data-card-file]").onchange = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    status.textContent = status.dataset.reading;
    if (!(await camera.onPicture(file, read)).some(takes)) status.textContent = status.dataset.unreadable;
  };
}

if (dialog) {
  document.querySelectorAll("[data-card-scan]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-card-scan]");
    if (button) open(button);
    if (event.target.closest("[data-card-close]")) dialog.close();
  });
}
