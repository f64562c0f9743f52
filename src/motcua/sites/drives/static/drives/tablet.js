// The table of a drive without a line. Lists and what was done lie in IndexedDB, sealed with a key made from the tablet's PIN; the
// key is only in memory. What the server has taken is erased; lists go after two days.
const place = document.querySelector("[data-drive-tablet]");
const words = place.dataset;
const DB = "mc-drive", KEEP_MS = 2 * 86400000, ROUNDS = 310000, TRIES = 10, IDLE_MS = 10 * 60000;
const $ = (name) => place.querySelector(`[data-${name}]`);
const TIME = new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });
const say = (text) => { $("status").textContent = text ?? ""; };
const asked = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
let opened, key = null, last = Date.now(), points = [];

function open() {
  const request = indexedDB.open(DB, 1);
  request.onupgradeneeded = () => { request.result.createObjectStore("meta"); request.result.createObjectStore("done", { keyPath: "id" }); };
  return asked(request);
}
const store = async (name, mode = "readonly") => (await (opened ??= open())).transaction(name, mode).objectStore(name);
const meta = async (name) => asked((await store("meta")).get(name));
const note = async (name, value) => asked((await store("meta", "readwrite")).put(value, name));

async function keyFrom(pin, salt) {
  const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
async function seal(value, by = key) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, by, new TextEncoder().encode(JSON.stringify(value))) };
}
const unseal = async ({ iv, data }, by = key) => JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, by, data)));
async function wipe() {
  for (const name of ["meta", "done"]) await asked((await store(name, "readwrite")).clear());
  key = null;
}
async function enter(pin) {
  const salt = await meta("salt");
  if (!salt) {
    if (pin.length < 6) return say(words.short);
    const fresh = crypto.getRandomValues(new Uint8Array(16));
    key = await keyFrom(pin, fresh);
    await note("salt", fresh);
    await note("proof", await seal("ok"));
  } else {
    const made = await keyFrom(pin, salt);
    try { await unseal(await meta("proof"), made); } catch {
      const wrong = ((await meta("wrong")) ?? 0) + 1;
      await note("wrong", wrong);
      if (wrong >= TRIES) { await wipe(); return say(words.wiped); }
      return say(`${words.wrong} ${TRIES - wrong}`);
    }
    key = made;
  }
  await note("wrong", 0);
  say("");
  await show();
}

// ---- the lists -----------------------------------------------------------------------------------------------------
async function fetched() {
  if (!navigator.onLine) return null;
  try {
    const answer = await fetch("/dot-luu-dong/may/danh-sach", { headers: { Accept: "application/json" } });
    if (answer.ok && answer.headers.get("content-type")?.includes("json")) return await answer.json();
    return { out: true };
  } catch { return null; }
}
async function lists() {
  const found = await fetched();
  if (found?.points) await note("lists", { at: Date.now(), sealed: await seal(found.points) });
  const kept = await meta("lists");
  if (kept && Date.now() - kept.at > KEEP_MS) { await asked((await store("meta", "readwrite")).delete("lists")); return { found, points: [], at: 0 }; }
  return { found, points: kept ? await unseal(kept.sealed) : [], at: kept?.at ?? 0 };
}
const entries = async () => Promise.all((await asked((await store("done")).getAll())).map(async (row) => ({ id: row.id, ...(await unseal(row.sealed)) })));
const put = async (entry) => { const { id, ...rest } = entry; await asked((await store("done", "readwrite")).put({ id, sealed: await seal(rest) })); };
const drop = async (id) => asked((await store("done", "readwrite")).delete(id));

function make(tag, props = {}, ...inner) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...inner);
  return made;
}
const button = (text, press, quiet) => make("button", { type: "button", className: `mc-button mc-button--small${quiet ? " mc-button--quiet" : ""}`, textContent: text, onclick: press });

async function show() {
  $("lock").hidden = Boolean(key);
  $("work").hidden = !key;
  if (!key) {
    $("lock-words").textContent = (await meta("salt")) ? words.unlock : words.choose;
    return;
  }
  const told = await lists();
  points = told.points;
  $("sign-in").hidden = !told.found?.out;
  $("none").hidden = points.length > 0;
  $("choose-point").hidden = points.length === 0;
  $("as-of").textContent = told.at ? `${words.asOf} ${TIME.format(new Date(told.at))}` : "";
  const choice = $("point"), before = choice.value;
  choice.replaceChildren(...points.map((one) => new Option(`${one.place} – ${one.name}`, one.id)));
  if (points.some((one) => String(one.id) === before)) choice.value = before;
  await people();
}
async function people() {
  const point = points.find((one) => String(one.id) === $("point").value);
  const kept = await entries();
  const sought = $("find").value.trim().toLocaleLowerCase("vi");
  const rows = (point?.people ?? []).filter((one) => !sought || `${one.name} ${one.code} ${one.number}`.toLocaleLowerCase("vi").includes(sought));
  $("people").replaceChildren(...rows.map((one) => {
    const here = kept.find((entry) => entry.point === point.id && entry.code === one.code);
    const acts = make("span", { className: "mc-row" });
    if (!here) acts.append(button(words.here, () => came(point, one), true));
    else if (!here.outcome) {
      const receipt = make("input", { className: "mc-input mc-input--m", maxLength: 40, placeholder: words.receipt });
      receipt.setAttribute("aria-label", `${words.receipt} ${one.name}`);
      const reason = make("select", { className: "mc-input mc-select" }, new Option(words.because, ""), ...point.failures.map((why) => new Option(why.words, why.key)));
      reason.setAttribute("aria-label", `${words.because} ${one.name}`);
      acts.append(receipt, button(words.done, () => end(here, "done", receipt.value, "")), reason, button(words.failed, () => (reason.value ? end(here, "failed", "", reason.value) : say(words.because)), true));
    } else acts.append(make("small", { textContent: here.said || words.kept }));
    for (const one_ of acts.querySelectorAll("button")) one_.setAttribute("aria-label", `${one_.textContent} ${one.name}`);
    return make("li", {}, make("span", {}, make("strong", { textContent: one.name }), make("small", { textContent: `${TIME.format(new Date(one.starts))} · ${one.year} · …${one.number} · ${one.code}` })), acts);
  }));
  $("empty").hidden = !point || rows.length > 0;
  $("send").hidden = kept.length === 0;
  $("waits").textContent = kept.length ? `${words.waits} ${kept.length}` : "";
}
async function came(point, one) {
  await put({ id: crypto.randomUUID(), point: point.id, code: one.code, at: new Date().toISOString(), outcome: "", reason: "", receipt: "", said: "" });
  await people();
}
async function end(entry, outcome, receipt, reason) {
  await put({ ...entry, outcome, receipt, reason });
  await people();
}
async function sendAll() {
  const found = await fetched();
  if (!found) return say(words.later);
  if (found.out) { $("sign-in").hidden = false; return say(words.signIn); }
  let left = 0;
  for (const entry of await entries()) try {
    const { point, code, at, outcome, reason, receipt } = entry;
    const answer = await fetch(`/dot-luu-dong/may/${point}/den`, { method: "POST", body: new URLSearchParams({ code, at, outcome, reason, receipt }), headers: { "X-CSRFToken": found.csrf, Accept: "application/json" } });
    if (answer.ok) { await drop(entry.id); continue; }
    left += 1;
    if (answer.status === 422) await put({ ...entry, said: (await answer.json()).error });
  } catch { left += 1; }
  await show();
  say(left ? `${words.partly} ${left}` : words.sent);
}

$("lock").addEventListener("submit", async (event) => {
  event.preventDefault();
  const box = $("pin"), pin = box.value;
  box.value = "";
  await enter(pin);
});
$("point").onchange = people;
$("find").oninput = people;
$("send").onclick = () => (navigator.locks ? navigator.locks.request("mc-drive-send", sendAll) : sendAll());
$("lock-now").onclick = () => { key = null; points = []; $("people").replaceChildren(); show(); };
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { last = Date.now(); }, { passive: true, capture: true });
setInterval(() => { if (key && Date.now() - last > IDLE_MS) { key = null; points = []; $("people").replaceChildren(); show(); } }, 5000);
show();
