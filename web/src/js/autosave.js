// <form data-autosave="/address"> is posted a moment after typing stops; [data-autosave-status] says so.
// What could not be sent stays in this tab's storage and is put back after a reload. Files are never kept.
// Passwords and one-time codes are not kept either.
import { clock, say } from "./words.js";

const PAUSE_MS = 900;
const RETRY_MS = 15000;
const key = (form) => `mc-unsent:${form.dataset.autosave}`;

function typed(form) {
  const kept = [];
  for (const input of form.elements) {
    if (!input.name || input.disabled || ["file", "password", "submit", "button", "hidden"].includes(input.type)) continue;
    if ("secret" in input.dataset || input.autocomplete === "one-time-code") continue;
    if (["radio", "checkbox"].includes(input.type)) kept.push([input.name, input.value, input.checked]);
    else kept.push([input.name, input.value, null]);
  }
  return kept;
}

function putBack(form, kept) {
  for (const [name, value, checked] of kept) {
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (input.type === "hidden" || input.type === "file") continue;
      if (checked === null) input.value = value;
      else if (input.value === value) input.checked = checked;
    }
  }
}

function watch(form) {
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let flight = null;
  const show = (words, offline = false) => {
    if (!status) return;
    status.textContent = words;
    status.classList.toggle("mc-saved--offline", offline);
  };
  const keep = () => { try { sessionStorage.setItem(key(form), JSON.stringify(typed(form))); } catch { /* storage is full or forbidden: the page works without it */ } };
  const save = async () => {
    // The server may have put a newer form in this one's place: what stands here is old then.
    if (!form.isConnected) return;
    flight?.abort();
    flight = new AbortController();
    keep();
    const body = new FormData(form);
    for (const input of form.querySelectorAll('input[type="file"], input[type="password"]')) body.delete(input.name);
    show(say("Đang lưu…", "Saving…"));
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, signal: flight.signal, headers: { "X-Autosave": "1" }, redirect: "error" });
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      sessionStorage.removeItem(key(form));
      show(say(`Đã lưu ${clock(new Date())}`, `Saved ${clock(new Date())}`));
    } catch (error) {
      if (error.name === "AbortError") return;
      show(say("Chưa gửi được: điều đã nhập đang giữ trên máy này, sẽ tự gửi lại.", "Not sent yet: kept on this device and tried again."), true);
      timer = setTimeout(save, RETRY_MS);
    }
  };
  const later = () => { clearTimeout(timer); keep(); timer = setTimeout(save, PAUSE_MS); };
  // Requests of this page may overtake one another on the way; their turn is told, so that what was typed last stays.
  const page = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  let turn = 0;
  form.addEventListener("formdata", (event) => {
    event.formData.set("_window", page);
    event.formData.set("_turn", String(turn += 1));
  });
  const left = (() => { try { return sessionStorage.getItem(key(form)); } catch { return null; } })();
  if (left) {
    putBack(form, JSON.parse(left));
    show(say("Đã khôi phục điều bạn nhập lần trước.", "What you typed before is back."));
    timer = setTimeout(save, PAUSE_MS);
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { clearTimeout(timer); flight?.abort(); });
  window.addEventListener("online", () => { if (sessionStorage.getItem(key(form))) save(); });
}

export const start = (root) => root.querySelectorAll("form[data-autosave]:not([data-watched])").forEach((form) => { form.dataset.watched = ""; watch(form); });
// A form that was sent for good leaves nothing behind: the page after it carries data-forget="/address".
export const forget = (root) => root.querySelectorAll("[data-forget]").forEach((mark) => { try { sessionStorage.removeItem(`mc-unsent:${mark.dataset.forget}`); } catch { /* no storage, nothing kept */ } });
