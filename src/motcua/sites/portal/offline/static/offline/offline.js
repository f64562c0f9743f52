// Forms without a line. Answers lie in IndexedDB, sealed with the device's own key (device/sealed.js); they go when they are sent, when the person says so, or after thirty days. Shared devices keep nothing.
const DB = "mc-drafts";
const KEEP_DAYS = 30;
const MOST_PHOTOS = 10;
const MOST_BYTES = 4 * 1024 * 1024;
const LONG_SIDE = 2000;
const words = document.querySelector("[data-words]")?.dataset ?? {};
const shared = /(?:^|; )mc_shared=1/.test(document.cookie) || Boolean(document.querySelector(".as-bar"));
const status = (text) => { const at = document.querySelector("[data-offline-status]"); if (at) at.textContent = text ?? ""; };
const { asked, drawers, keyOfDevice, sealing } = await import(document.querySelector("[data-sealed]").dataset.sealed);
const store = drawers(DB, ["keys", "drafts:id"]);
const { lock, unlock, seal, unseal } = sealing(() => keyOfDevice(store));
const read = (draft) => unseal(draft.answers);

export async function all() {
  const rows = await asked((await store("drafts", "readonly")).getAll());
  const old = Date.now() - KEEP_DAYS * 86400000;
  for (const row of rows) if (row.at < old) await drop(row.id);
  return rows.filter((row) => row.at >= old).sort((a, b) => b.at - a.at);
}
async function put(draft) { await asked((await store("drafts", "readwrite")).put(draft)); mark(true); }
async function drop(id) { await asked((await store("drafts", "readwrite")).delete(id)); }
function mark(waiting) { try { waiting ? localStorage.setItem("mc-waiting", "1") : localStorage.removeItem("mc-waiting"); } catch { /* refused */ } }
const remembered = () => { try { return localStorage.getItem("mc-who") ?? ""; } catch { return ""; } };

// ---- sending -------------------------------------------------------------------------------------------------------
async function who() {
  const answer = await fetch("/ngoai-tuyen/toi", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const me = await answer.json();
  // what is filled in later belongs to whoever was signed on last, and to nobody after signing out
  try { me.tag ? localStorage.setItem("mc-who", me.tag) : localStorage.removeItem("mc-who"); } catch { /* refused */ }
  return me;
}
async function post(url, body, csrf) {
  const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf, Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}
async function sendOne(draft, me) {
  const body = new URLSearchParams(await read(draft));
  body.set("_draft", draft.id);
  body.set("_code", draft.code);
  body.set("_began", String(draft.begun ?? draft.at)); // closed for new requests: what was begun before goes on
  const answer = await post("/ngoai-tuyen/dong-bo", body, me.csrf);
  if (!answer.headers.get("content-type")?.includes("json")) throw new Error("signed out");
  const found = await answer.json();
  for (const photo of draft.photos) {
    const form = new FormData();
    form.set("paper", photo.paper);
    form.set("file", new File([await unlock(photo)], photo.name, { type: photo.type }));
    await post(found.photos, form, me.csrf);
  }
  const now = await asked((await store("drafts", "readonly")).get(draft.id));
  if (now && now.at === draft.at) await drop(draft.id); // typed on meanwhile: stays, and goes next time
  return found;
}
// `only`: the drafts that the person pressed for; without it, those made under the same sign-on go by themselves.
export async function send(only) {
  if (shared || !navigator.onLine) return { sent: [], left: 0, me: null };
  const me = await who();
  const sent = [];
  let left = 0;
  let closed = false;
  for (const draft of await all()) {
    const mine = only ? only.includes(draft.id) : draft.tag && draft.tag === me.tag;
    if (!me.signed_on || me.shared || !mine) { left += 1; continue; }
    try { sent.push({ draft, found: await sendOne(draft, me) }); } catch (error) { left += 1; closed ||= error.message === "409"; }
  }
  mark(left > 0);
  return { sent, left, me, closed };
}
const locked = (work) => (navigator.locks ? navigator.locks.request("mc-send", work) : work());

// ---- the form ------------------------------------------------------------------------------------------------------
export function pairs(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}
function renumber(field, group, from, to) {
  for (const node of [field, ...field.querySelectorAll("*")]) for (const name of ["id", "name", "for", "aria-describedby", "value", "hx-target"]) {
    const value = node.getAttribute?.(name);
    if (value?.includes(`${group}-${from}-`)) node.setAttribute(name, value.replaceAll(`${group}-${from}-`, `${group}-${to}-`));
  }
}
export function addRow(box) {
  const group = box.dataset.offlineRows;
  const rows = [...box.querySelectorAll(".mc-repeat__one")];
  const last = rows.at(-1);
  if (!last || rows.length >= Number(box.dataset.most)) return null;
  const made = last.cloneNode(true);
  for (const built of made.querySelectorAll(".mc-combo")) built.remove();
  for (const select of made.querySelectorAll("select[data-built]")) {
    select.hidden = false;
    select.id = select.id.replace(/-select$/, "");
    delete select.dataset.built;
  }
  renumber(made, group, rows.length - 1, rows.length);
  for (const input of made.querySelectorAll("input, select, textarea")) {
    if (["checkbox", "radio"].includes(input.type)) input.checked = false; else if (input.tagName !== "SELECT") input.value = "";
  }
  const legend = made.querySelector("legend");
  if (legend) legend.textContent = legend.textContent.replace(/\d+(?=\s*$)/, String(rows.length + 1));
  last.after(made);
  for (const name of [...box.closest("form").querySelectorAll(`input[name=_asked][value^="${group}-${rows.length - 1}-"]`)]) {
    const copy = name.cloneNode();
    copy.value = name.value.replace(`${group}-${rows.length - 1}-`, `${group}-${rows.length}-`);
    name.after(copy);
  }
  return made;
}
export function fill(form, saved) {
  for (const box of form.querySelectorAll("[data-offline-rows]")) {
    const group = box.dataset.offlineRows;
    const most = Math.max(-1, ...saved.map(([name]) => Number(new RegExp(`^${group}-(\\d+)-`).exec(name)?.[1] ?? -1)));
    while (box.querySelectorAll(".mc-repeat__one").length <= most && addRow(box));
  }
  const left = new Map();
  for (const [name, value] of saved) if (name !== "_asked") left.set(name, [...(left.get(name) ?? []), value]);
  for (const [name, values] of left) for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (input.type === "file") continue;
    if (["checkbox", "radio"].includes(input.type)) input.checked = values.includes(input.value);
    else if (input.tagName === "SELECT" && ![...input.options].some((o) => o.value === values[0])) {
      input.append(new Option(values[0], values[0], true, true)); // a commune of another province, fetched while there was a line
    } else input.value = values[0];
    if (input.tagName === "SELECT") input.append(...input.childNodes); // the box that finds while typing looks again
  }
  for (const [name, values] of left) for (const input of form.querySelectorAll(`select[name="${CSS.escape(name)}"]`)) input.value = values[0];
}
export async function smaller(file) {
  if (file.size <= MOST_BYTES / 8) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), "image/jpeg", 0.8));
}
async function startForm(form) {
  const { code, title } = form.dataset;
  const wanted = new URLSearchParams(location.search).get("ban") ?? location.hash.slice(1);
  let draft = (await all()).find((one) => one.code === code && (!wanted || one.id === wanted));
  if (draft) fill(form, await read(draft));
  else draft = { id: crypto.randomUUID(), code, title, tag: remembered(), at: 0, begun: 0, photos: [] };
  if (!draft.at && "closed" in form.dataset) { // nothing was begun here before: there is nothing to go on with
    for (const control of form.querySelectorAll("input, select, textarea, button")) control.disabled = true;
    return;
  }
  const photos = () => {
    for (const list of form.querySelectorAll("[data-photos-of]")) list.replaceChildren(...draft.photos.filter((one) => one.paper === list.dataset.photosOf).map((one) => {
      const li = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button", className: "mc-button mc-button--link", textContent: words.delete });
      button.setAttribute("aria-label", `${words.delete} ${one.name}`);
      button.onclick = async () => { draft.photos = draft.photos.filter((other) => other !== one); photos(); await save(); };
      li.append(one.name, button);
      return li;
    }));
  };
  let chain = Promise.resolve();
  const save = () => (chain = chain.then(async () => {
    draft.answers = await seal(pairs(form));
    draft.at = Date.now();
    draft.begun ||= draft.at;
    await put(draft);
    status(`${words.saved} ${new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })}`);
  }));
  let timer = 0;
  const soon = () => { clearTimeout(timer); timer = setTimeout(save, 500); };
  form.addEventListener("input", soon);
  form.addEventListener("change", async (event) => {
    const paper = event.target.dataset?.offlinePhoto;
    if (!paper) return soon();
    for (const file of event.target.files) {
      if (draft.photos.length >= MOST_PHOTOS) { status(words.full); break; }
      const small = await smaller(file).catch(() => file);
      if (small.size > MOST_BYTES) { status(words.big); continue; }
      draft.photos.push({ paper, name: small === file ? file.name : `${file.name.replace(/\.\w+$/, "")}.jpg`, type: small.type, ...(await lock(await small.arrayBuffer())) });
    }
    event.target.value = "";
    photos();
    await save();
  });
  form.addEventListener("click", (event) => {
    const add = event.target.closest("[name^=_add-]");
    if (!add) return;
    event.preventDefault();
    addRow(add.closest("[data-offline-rows]"))?.querySelector("input, select, textarea")?.focus();
    soon();
  });
  addEventListener("pagehide", () => { if (timer) save(); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    await save();
    const outcome = await locked(() => send([draft.id])).catch(() => ({ sent: [], left: 1 }));
    if (outcome.me && !outcome.me.signed_on) location.assign(`/dang-nhap?next=${encodeURIComponent("/ngoai-tuyen")}`);
    else if (outcome.sent.length) location.assign(outcome.sent[0].found.href);
    else status(outcome.closed ? words.closed : words.later);
  });
  photos();
}

// ---- the list ------------------------------------------------------------------------------------------------------
async function list(place) {
  const rows = await all();
  const acts = document.querySelector("[data-kept-acts]");
  acts.hidden = rows.length === 0;
  mark(rows.length > 0);
  if (!rows.length) { place.querySelector("ul")?.remove(); place.querySelector("[data-kept-none]").hidden = false; return; }
  place.querySelector("[data-kept-none]").hidden = true;
  const made = Object.assign(document.createElement("ul"), { className: "of-kept" });
  made.append(...rows.map((row) => {
    const li = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: `/ngoai-tuyen/nop/${row.code}#${row.id}`, textContent: row.title });
    const small = Object.assign(document.createElement("small"), { textContent: `${words.saved} ${new Date(row.at).toLocaleString("vi-VN")}${row.photos.length ? ` · ${row.photos.length} ${words.photos}` : ""}` });
    const name = document.createElement("span");
    name.append(link, small);
    const gone = Object.assign(document.createElement("button"), { type: "button", className: "mc-button mc-button--small mc-button--quiet", textContent: words.delete });
    gone.setAttribute("aria-label", `${words.delete} ${row.title}`);
    gone.onclick = async () => { await drop(row.id); await list(place); };
    li.append(name, gone);
    return li;
  }));
  place.querySelector("ul")?.remove();
  place.append(made);
}
async function startList(place) {
  await list(place);
  const told = async (outcome) => {
    await list(place);
    if (!outcome.me) return;
    if (outcome.sent.some((one) => one.found.beside)) location.assign(outcome.sent.find((one) => one.found.beside).found.href);
    else if (outcome.sent.length) status(words.sent);
    else if (outcome.left && !outcome.me.signed_on) status(words.signIn);
    else if (outcome.left) status(outcome.closed ? words.closed : words.mine);
  };
  document.querySelector("[data-send-all]").onclick = async () => {
    const ids = (await all()).map((row) => row.id);
    const outcome = await locked(() => send(ids)).catch(() => null);
    if (!outcome?.me) status(words.later);
    else if (!outcome.me.signed_on) location.assign(`/dang-nhap?next=${encodeURIComponent("/ngoai-tuyen")}`);
    else await told(outcome);
  };
  document.querySelector("[data-drop-all]").onclick = async () => {
    if (!confirm(words.sure)) return;
    for (const row of await all()) await drop(row.id);
    await list(place);
  };
  await told(await locked(() => send()).catch(() => ({ sent: [], left: 0, me: null })));
}

// ---- beginning -----------------------------------------------------------------------------------------------------
const form = document.querySelector("[data-offline-form]");
const kept = document.querySelector("[data-kept]");
if (shared) {
  for (const note of document.querySelectorAll("[data-shared-note]")) note.hidden = false;
  if (form) for (const control of form.querySelectorAll("input, select, textarea, button")) control.disabled = true;
} else {
  if (form) startForm(form);
  if (kept) startList(kept);
  if (!form && !kept) locked(() => send()).catch(() => {});
  addEventListener("online", () => { if (kept) startList(kept); else if (!form) locked(() => send()).catch(() => {}); });
}
