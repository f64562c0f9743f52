// A main button works once: the second click of an impatient finger is not a second request. The form's own
// idempotency token stays as it is, so a repeated send after a broken line is recognised by the server.
import { say } from "./words.js";

const AGAIN_MS = 20000;

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button || !(button.matches("[data-once]") || event.target.matches("[data-once]"))) return;
  if (button.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
  button.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  button.dataset.title = button.title;
  button.title = say("Đang gửi…", "Sending…");
  setTimeout(() => release(button), AGAIN_MS);
});

function release(button) {
  button.removeAttribute("aria-busy");
  button.removeAttribute("aria-disabled");
  button.title = button.dataset.title || "";
}

window.addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll('[aria-busy="true"]').forEach(release); });
document.addEventListener("htmx:finally:request", () => document.querySelectorAll('button[aria-busy="true"]').forEach(release));
