// A team's tablet without a line. Drafts lie sealed in the browser behind the team's PIN (device/sealed.js): a tablet that is lost,
// reloaded or left lying tells nothing. What was sent is erased.
const place = document.querySelector("[data-tablet]");
const words = place.dataset;
const { asked, pinned } = await import(document.querySelector("[data-sealed]").dataset.sealed);
const KEEP_DAYS = 7, IDLE_MS = 10 * 60000, MOST_PHOTOS = 10;
const $ = (name) => place.querySelector(`[data-${name}]`);
const say = (text) => { $("status").textContent = text ?? ""; };
const chest = pinned("mc-team", ["drafts:id"], { idle: IDLE_MS, closed: () => { $("questions").replaceChildren(); show(); } });
const { store, meta, note, lock, unlock, seal, unseal } = chest;
let helpers = null;

async function enter(pin) {
  const found = await chest.enter(pin);
  if (found === "short") return say(words.short);
  if (found === "wiped") { say(words.wiped); return show(); }
  if (found !== "open") return say(`${words.wrong} ${found}`);
  say("");
  await show();
}

// ---- what there is to do -------------------------------------------------------------------------------------------
async function work() {
  let found = null;
  if (navigator.onLine) try {
    const answer = await fetch("/to-luu-dong/may/viec", { headers: { Accept: "application/json" } });
    if (answer.ok && answer.headers.get("content-type")?.includes("json")) found = await answer.json();
  } catch { /* no line after all */ }
  if (found?.signed_on) await note("work", await seal(found.outings));
  const kept = await meta("work");
  return { me: found, outings: kept ? await unseal(kept) : [] };
}
async function drafts() {
  const rows = await asked((await store("drafts")).getAll());
  const old = Date.now() - KEEP_DAYS * 86400000;
  for (const row of rows) if (row.at < old) await drop(row.id);
  return rows.filter((row) => row.at >= old).sort((a, b) => b.at - a.at);
}
const drop = async (id) => asked((await store("drafts", "readwrite")).delete(id));
const put = async (draft) => asked((await store("drafts", "readwrite")).put(draft));
function button(text, press, quiet = true) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `mc-button mc-button--small${quiet ? " mc-button--quiet" : ""}`, textContent: text });
  made.onclick = press;
  return made;
}
async function show() {
  const locked = !chest.isOpen();
  $("lock").hidden = !locked;
  $("work").hidden = locked;
  $("form").hidden = true;
  if (locked) {
    $("lock-words").textContent = (await chest.isKnown()) ? words.unlock : words.choose;
    return;
  }
  const { me, outings } = await work();
  $("sign-in").hidden = !me || me.signed_on;
  const choice = $("outing");
  choice.replaceChildren(...outings.map((one) => new Option(`${one.place} (${one.when})`, one.uuid)));
  const what = $("procedures");
  const list = () => {
    const chosen = outings.find((one) => one.uuid === choice.value);
    what.replaceChildren(...(chosen?.procedures ?? []).map((one) => {
      const li = document.createElement("li");
      li.append(button(one.title, () => startForm({ id: crypto.randomUUID(), outing: chosen.uuid, code: one.code, title: one.title, hash: one.hash, at: 0, base: "", photos: [] }), false));
      return li;
    }));
  };
  choice.onchange = list;
  list();
  $("none").hidden = outings.length > 0;
  await kept();
}
async function kept() {
  const rows = await drafts();
  const made = [];
  for (const row of rows) {
    const { client } = await unseal(row.sealed);
    const li = document.createElement("li");
    const name = document.createElement("span");
    name.append(Object.assign(document.createElement("strong"), { textContent: client.name || "…" }), document.createElement("br"),
      Object.assign(document.createElement("small"), { textContent: `${row.title} · ${new Date(row.at).toLocaleString("vi-VN")}${row.said ? ` · ${row.said}` : ""}` }));
    const acts = document.createElement("span");
    acts.className = "mc-row";
    acts.append(button(words.open, () => startForm(row)), button(words.delete, async () => { if (confirm(words.sure)) { await drop(row.id); await kept(); } }));
    for (const one of acts.children) one.setAttribute("aria-label", `${one.textContent} ${client.name}`);
    li.append(name, acts);
    made.push(li);
  }
  $("drafts").replaceChildren(...made);
  $("drafts-none").hidden = made.length > 0;
  $("send").hidden = made.length === 0;
}

// ---- one person's form ---------------------------------------------------------------------------------------------
async function formOf(code) {
  const path = `/ngoai-tuyen/nop/${code}`;
  const there = (await caches.match(path)) ?? (await caches.match(path, { ignoreSearch: true })) ?? (await fetch(path, { credentials: "omit" }));
  const page = new DOMParser().parseFromString(await there.text(), "text/html");
  return [...page.querySelectorAll("form[data-offline-form] > .of-page")];
}
async function startForm(draft) {
  let parts;
  try { parts = await formOf(draft.code); } catch { return say(words.noForm); }
  helpers ??= await import(words.offline);
  const form = $("form");
  const own = form.querySelector("[data-client]");
  $("questions").replaceChildren(...parts.map((one) => document.importNode(one, true)));
  form.querySelector("[data-form-title]").textContent = draft.title;
  form.reset();
  $("work").hidden = true;
  form.hidden = false;
  const ask = [...own.querySelectorAll("[name]")];
  if (draft.sealed) {
    const { client, pairs } = await unseal(draft.sealed);
    // A draft of a version whose birth date was one text.
    if (client.born) [client["born-year"], client["born-month"], client["born-day"]] = client.born.split("-");
    for (const one of ask) if (one.type === "radio" || one.type === "checkbox") one.checked = client[one.name] === one.value; else one.value = client[one.name] ?? "";
    helpers.fill($("questions"), pairs);
  }
  const photos = () => {
    for (const list of form.querySelectorAll("[data-photos-of]")) list.replaceChildren(...draft.photos.filter((one) => one.paper === list.dataset.photosOf).map((one) => {
      const li = document.createElement("li");
      li.append(one.name, button(words.delete, async () => { draft.photos = draft.photos.filter((other) => other !== one); photos(); await save(); }));
      return li;
    }));
  };
  let chain = Promise.resolve();
  const save = () => (chain = chain.then(async () => {
    if (!chest.isOpen()) return;
    const client = Object.fromEntries(ask.filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked).map((one) => [one.name, one.value]));
    const pairs = helpers.pairs(form).filter(([name]) => !ask.some((one) => one.name === name));
    draft.sealed = await seal({ client, pairs });
    draft.at = Date.now();
    draft.said = "";
    await put(draft);
    say(`${words.saved} ${new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })}`);
  }));
  let timer = 0;
  form.oninput = () => { clearTimeout(timer); timer = setTimeout(save, 400); };
  form.onchange = async (event) => {
    const paper = event.target.dataset?.offlinePhoto;
    if (!paper) return;
    for (const file of event.target.files) {
      if (draft.photos.length >= MOST_PHOTOS) { say(words.full); break; }
      const small = await helpers.smaller(file).catch(() => file);
      draft.photos.push({ paper, name: file.name, type: small.type, ...(await lock(await small.arrayBuffer())) });
    }
    event.target.value = "";
    photos();
    await save();
  };
  form.onclick = (event) => {
    const add = event.target.closest?.("[name^=_add-]");
    if (!add) return;
    event.preventDefault();
    helpers.addRow(add.closest("[data-offline-rows]"))?.querySelector("input, select, textarea")?.focus();
  };
  form.onsubmit = async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    await save();
    form.hidden = true;
    await show();
    if (navigator.onLine) await sendAll(); else say(words.later);
  };
  $("back").onclick = async () => { clearTimeout(timer); await save(); form.hidden = true; await show(); };
  photos();
  form.querySelector("h2").focus();
}

// ---- sending -------------------------------------------------------------------------------------------------------
async function digest(value) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(value)));
  return [...new Uint8Array(hash)].map((one) => one.toString(16).padStart(2, "0")).join("");
}
async function sendOne(draft, csrf) {
  const { client, pairs } = await unseal(draft.sealed);
  const mark = await digest(pairs);
  const body = new URLSearchParams({ ...client, uuid: draft.id, outing: draft.outing, code: draft.code, hash: draft.hash, base: draft.base, digest: mark, entered_at: new Date(draft.at).toISOString(), answers: JSON.stringify(pairs) });
  draft.base = mark; // noted before it goes: an answer that is lost must not look like somebody else's change
  await put(draft);
  const answer = await fetch("/to-luu-dong/may/gui", { method: "POST", body, headers: { "X-CSRFToken": csrf, Accept: "application/json" } });
  if (!answer.headers.get("content-type")?.includes("json")) throw new Error("signed out");
  const found = await answer.json();
  if (!answer.ok) { draft.said = found.error; await put(draft); return found; }
  if (found.photos) for (const photo of draft.photos) {
    const form = new FormData();
    form.set("paper", photo.paper);
    form.set("file", new File([await unlock(photo)], photo.name, { type: photo.type }));
    const stored = await fetch(found.photos, { method: "POST", body: form, headers: { "X-CSRFToken": csrf } });
    if (!stored.ok && stored.status !== 422) throw new Error(String(stored.status));
  }
  await drop(draft.id);
  return found;
}
async function sendAll() {
  const { me } = await work();
  if (!me) return say(words.later);
  if (!me.signed_on) { $("sign-in").hidden = false; return say(words.signIn); }
  let sent = 0, left = 0;
  const links = [];
  for (const draft of await drafts()) try {
    const found = await sendOne(draft, me.csrf);
    if (found.error) left += 1; else { sent += 1; links.push(found); }
  } catch { left += 1; }
  await kept();
  $("sent").replaceChildren(...links.map((one) => {
    const li = document.createElement("li");
    li.append(Object.assign(document.createElement("a"), { href: one.href, textContent: one.name }), Object.assign(document.createElement("small"), { textContent: one.said }));
    return li;
  }));
  say(left ? `${words.partly} ${left}` : sent ? words.sent : "");
}

$("lock").addEventListener("submit", async (event) => {
  event.preventDefault();
  const box = $("pin");
  const pin = box.value;
  box.value = "";
  await enter(pin);
});
$("send").onclick = () => (navigator.locks ? navigator.locks.request("mc-team-send", sendAll) : sendAll());
$("lock-now").onclick = () => chest.close();
addEventListener("online", () => { if (chest.isOpen() && !$("work").hidden) kept(); });
show();
