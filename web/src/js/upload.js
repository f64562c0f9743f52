// Files may be dropped or pasted on [data-upload]; photographs are made smaller before they travel (2000 px,
// JPEG), because a phone's camera makes 8 MB and a village line takes minutes for that. [data-upload=whole] takes scans,
// which stay what the scanner made.
import { say } from "./words.js";

const EDGE_PX = 2000;
const QUALITY = 0.85;
const SMALL_BYTES = 900 * 1024;

export async function lighter(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < SMALL_BYTES) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, EDGE_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const paint = canvas.getContext("2d");
  paint.fillStyle = "#fff";
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
}

const size = (bytes) => (bytes > 1e6 ? `${(bytes / 1e6).toFixed(1).replace(".", say(",", "."))} MB` : `${Math.ceil(bytes / 1e3)} kB`);

async function take(input, files, box) {
  const list = box.querySelector("[data-upload-list]");
  list.textContent = say("Đang chuẩn bị tệp…", "Preparing…");
  const bag = new DataTransfer();
  for (const file of input.multiple ? files : [...files].slice(0, 1)) {
    // A picture that the browser cannot read goes as it is: the server has the last word on files.
    bag.items.add(box.dataset.upload === "whole" ? file : await lighter(file).catch(() => file));
  }
  input.files = bag.files;
  list.textContent = [...bag.files].map((f) => `${f.name} (${size(f.size)})`).join(", ");
}

function watch(box) {
  const main = box.querySelector('.mc-upload__drop input[type="file"]');
  if (!main) return;
  for (const input of box.querySelectorAll('input[type="file"]')) {
    input.addEventListener("change", () => take(input, [...input.files], box));
  }
  for (const kind of ["dragenter", "dragover"]) box.addEventListener(kind, (event) => { event.preventDefault(); box.classList.add("mc-upload--over"); });
  for (const kind of ["dragleave", "drop"]) box.addEventListener(kind, () => box.classList.remove("mc-upload--over"));
  box.addEventListener("drop", (event) => { event.preventDefault(); take(main, [...event.dataTransfer.files], box); });
  box.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); take(main, [...event.clipboardData.files], box); } });
}

export const start = (root) => root.querySelectorAll("[data-upload]:not([data-watched])").forEach((box) => { box.dataset.watched = ""; watch(box); });
