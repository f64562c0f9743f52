// Small comforts, each on one data attribute.
import { say } from "./words.js";

const group = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, say(".", ","));

function money(input) {
  // Grouped while it is read, plain digits while it is typed and when it is sent.
  const plain = () => { input.value = input.value.replace(/[^\d]/g, ""); };
  const pretty = () => { plain(); input.value = group(input.value); };
  input.addEventListener("focus", plain);
  input.addEventListener("blur", pretty);
  input.form?.addEventListener("formdata", (event) => { if (input.name) event.formData.set(input.name, input.value.replace(/[^\d]/g, "")); });
  pretty();
}

function counter(area) {
  const line = document.createElement("p");
  line.className = "mc-count-left";
  area.after(line);
  const limit = Number(area.dataset.count);
  const show = () => {
    const left = limit - area.value.length;
    line.textContent = say(`Còn ${left.toLocaleString("vi-VN")} ký tự`, `${left.toLocaleString("en-GB")} characters left`);
    line.classList.toggle("mc-count-left--few", left <= limit / 20);
    if (left <= limit / 20) line.setAttribute("role", "status"); else line.removeAttribute("role");
  };
  area.addEventListener("input", show);
  show();
}

// A plain file field speaks the browser's language and cuts its own words off: here it wears ours.
function file(input) {
  const button = document.createElement(input.closest("label") ? "span" : "label");
  if (button.localName === "label") button.htmlFor = input.id;
  const chosen = document.createElement("span");
  button.className = "mc-button mc-button--quiet mc-button--small";
  button.textContent = say("Chọn tệp", "Choose a file");
  chosen.className = "mc-file__chosen";
  input.classList.add("mc-sr");
  input.after(button, chosen);
  const show = () => {
    const names = [...input.files].map((one) => one.name);
    chosen.textContent = names.length > 1 ? say(`${names.length} tệp`, `${names.length} files`) : names[0] ?? "";
  };
  input.addEventListener("change", show);
  show();
}

const TOAST_MS = 7000;
function toast(note) { setTimeout(() => { note.classList.add("mc-toast--gone"); setTimeout(() => note.remove(), 400); }, TOAST_MS); }

// A rail longer than the window begins where one is.
function here(entry) {
  const list = entry.closest("ul");
  if (entry.offsetTop + entry.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = entry.offsetTop - list.clientHeight / 2;
}

export function start(root) {
  root.querySelectorAll(".mc-rail [aria-current]").forEach(here);
  root.querySelectorAll("[data-money]:not([data-watched])").forEach((x) => { x.dataset.watched = ""; money(x); });
  root.querySelectorAll("[data-count]:not([data-watched])").forEach((x) => { x.dataset.watched = ""; counter(x); });
  root.querySelectorAll("[data-toast]:not([data-watched])").forEach((x) => { x.dataset.watched = ""; toast(x); });
  root.querySelectorAll("input.mc-input--file[id]:not([data-watched]), label > input.mc-input--file:not([data-watched])").forEach((x) => {
    if (x.closest(".mc-upload, [data-upload]")) return;
    x.dataset.watched = "";
    file(x);
  });
  root.querySelector("[data-focus]")?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
  }
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog").close();
  if (event.target.matches("dialog.mc-dialog")) event.target.close();
  if (event.target.closest("[data-print]")) window.print();
});

// Passing on: the device's own way where it has one, else the link is copied. Only absolute addresses of pages without secrets.
// A number or a note to be copied stays as it is; what begins with a slash or a scheme is an address.
document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  const share = event.target.closest("[data-share]");
  if (!copy && !share) return;
  const given = copy ? copy.dataset.copy : share.dataset.share;
  const link = share || /^(\/|[a-z]+:)/i.test(given);
  const url = link ? new URL(given, location.href).href : given;
  if (share && navigator.share) { navigator.share({ title: share.dataset.shareTitle, url }).catch(() => {}); return; }
  const told = (copy ?? share.parentElement.querySelector("[data-copy]") ?? share).querySelector("span") ?? share;
  const before = told.textContent;
  try {
    await navigator.clipboard.writeText(url);
    told.textContent = say("Đã chép", "Copied");
    const heard = told.closest(".mc-share")?.querySelector("[data-copied]");
    if (heard) heard.textContent = link ? say("Đã chép đường dẫn.", "The link is copied.") : say(`Đã chép ${given}.`, `${given} is copied.`);
  } catch { told.textContent = url; return; }
  setTimeout(() => { told.textContent = before; }, 4000);
});

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-tick-all]");
  if (all) all.closest("[data-list], form, table").querySelectorAll("[data-row] input[type=checkbox]").forEach((x) => { x.checked = all.checked; });
  const row = event.target.closest("[data-row]");
  if (row && event.target.type === "checkbox") row.toggleAttribute("data-ticked", event.target.checked);
  const look = event.target.closest("form[data-display]");
  if (look) {
    // Shown at once; kept when it is saved.
    const html = document.documentElement;
    for (const name of ["theme", "contrast", "size"]) {
      html.className = html.className.replace(new RegExp(`\\s*${name}-\\w+`), "");
      const value = look.elements[name].value;
      if (value !== "auto" && value !== "normal") html.classList.add(`${name}-${value}`);
    }
  }
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});
