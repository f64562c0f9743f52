// The big search field: arrow keys walk through the suggestions, Escape puts them away, and a microphone appears where
// the browser can listen. Without any of it the field is a plain search form.
const root = document.querySelector("[data-find]");
const field = root?.querySelector("input[type=search]");
const list = root?.querySelector("#suggestions");

if (root && field && list) {
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && list.childElementCount) {
      list.replaceChildren();
      field.focus();
      event.preventDefault();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...list.querySelectorAll("a")];
    if (!links.length) return;
    const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    if (at < 0) field.focus();
    else links[Math.min(at, links.length - 1)].focus();
  });
  document.addEventListener("click", (event) => {
    if (!root.contains(event.target)) list.replaceChildren();
  });

  const Listening = window.SpeechRecognition || window.webkitSpeechRecognition;
  const button = root.querySelector("[data-speak]");
  const heard = root.querySelector("[data-heard]");
  if (Listening && button) {
    const english = document.documentElement.lang === "en";
    let ear = null;
    const stop = () => {
      button.setAttribute("aria-pressed", "false");
      ear = null;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      if (ear) {
        ear.stop();
        return;
      }
      ear = new Listening();
      ear.lang = english ? "en-US" : "vi-VN";
      ear.interimResults = true;
      button.setAttribute("aria-pressed", "true");
      heard.textContent = english ? "Listening…" : "Đang nghe…";
      ear.addEventListener("result", (event) => {
        field.value = [...event.results].map((one) => one[0].transcript).join(" ").slice(0, 200);
        if (event.results[event.results.length - 1].isFinal) {
          heard.textContent = "";
          field.form.requestSubmit();
        }
      });
      ear.addEventListener("error", () => {
        heard.textContent = english ? "I could not hear you. Please type instead." : "Chưa nghe được. Bạn gõ giúp nhé.";
      });
      ear.addEventListener("end", stop);
      ear.start();
    });
  }
}
