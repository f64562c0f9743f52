// The officer's session: kept while somebody types, told before it ends, and signed in again without losing a word.
const box = document.getElementById("session-ends");
const address = box?.dataset.state;
const MINUTE = 60_000;
const SEEN = "mc-session-seen";
let typed = 0, kept = Date.now(), due = 0;

const show = (which) => {
  for (const part of box.querySelectorAll("[data-soon]")) part.hidden = which !== "soon";
  for (const part of box.querySelectorAll("[data-over]")) part.hidden = which !== "over";
  if (!box.open) box.showModal();
};
const seen = () => { kept = Date.now(); try { localStorage.setItem(SEEN, String(kept)); } catch { /* a browser that keeps nothing */ } };
const elsewhere = () => { try { return Number(localStorage.getItem(SEEN) ?? 0); } catch { return 0; } };

async function ask(stay) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const answer = await fetch(address, stay ? { method: "POST", headers: { "X-CSRFToken": token, "X-Autosave": "1" } } : { cache: "no-store" });
    if (answer.status === 401) return over();
    if (!answer.ok) return later(MINUTE);
    told(await answer.json());
    if (stay) seen();
  } catch { later(MINUTE); }  // without a line nothing is known
}
function told(state) {
  if (state.ends_in <= 0) return over();
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = state.token;
  if (state.ends_in <= state.warn) {
    box.querySelector("[data-left]").textContent = String(Math.max(1, Math.round(state.ends_in / 60)));
    show("soon");
    return later(Math.min(30, state.ends_in + 1) * 1000);
  }
  if (box.open) box.close();
  later((state.ends_in - state.warn) * 1000 + 500);
}
function over() { show("over"); due = 0; }
function later(wait) {
  clearTimeout(due);
  due = setTimeout(() => {
    const active = Math.max(typed, elsewhere());
    ask(active > kept);
  }, wait);
}

if (address) {
  seen();
  // Whoever types is at work, even when nothing is sent: told to the server once in a while.
  document.addEventListener("input", () => {
    typed = Date.now();
    if (typed - kept > 5 * MINUTE) { kept = typed; ask(true); }
  });
  box.querySelector("[data-stay]").addEventListener("click", () => { box.close(); ask(true); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && (box.open || due === 0)) ask(false); });
  later(MINUTE);
}
