// The table of a drive without a line. Lists and what was done lie sealed in the browser (device/sealed.js) behind the tablet's
// PIN. What the server has taken is erased; lists go after two days. Cards and bookings are read by camera on the tablet itself.
const place = document.querySelector("[data-drive-tablet]");
const words = place.dataset;
const [{ asked, pinned }, camera] = await Promise.all([import(document.querySelector("[data-sealed]").dataset.sealed), import(words.camera)]);
const KEEP_MS = 2 * 86400000, IDLE_MS = 10 * 60000;
const $ = (name) => place.querySelector(`[data-${name}]`);
const TIME = new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" });
const BIKE = ["frame", "motor", "invoice", "fee_paid", "guardian"];
const say = (text) => { $("status").textContent = text ?? ""; };
const lower = (text) => text.normalize("NFC").toLocaleLowerCase("vi").trim().replace(/\s+/g, " ");
const chest = pinned("mc-drive", ["done:id"], { idle: IDLE_MS, closed: () => { points = []; $("people").replaceChildren(); $("walked").replaceChildren(); $("walk-in").reset(); show(); } });
let points = [], reading = null;

async function enter(pin) {
  const found = await chest.enter(pin);
  if (found === "short") return say(words.short);
  if (found === "wiped") { say(words.wiped); return show(); }
  if (found !== "open") return say(`${words.wrong} ${found}`);
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
  if (found?.points) await chest.note("lists", { at: Date.now(), sealed: await chest.seal(found.points) });
  const kept = await chest.meta("lists");
  if (kept && Date.now() - kept.at > KEEP_MS) { await chest.forget("lists"); return { found, points: [], at: 0 }; }
  return { found, points: kept ? await chest.unseal(kept.sealed) : [], at: kept?.at ?? 0 };
}
const entries = async () => (await Promise.all((await asked((await chest.store("done")).getAll())).map(async (row) => ({ id: row.id, ...(await chest.unseal(row.sealed)) })))).sort((a, b) => (a.at < b.at ? -1 : 1));
const put = async ({ id, ...rest }) => { const sealed = await chest.seal(rest); await asked((await chest.store("done", "readwrite")).put({ id, sealed })); };
const drop = async (id) => asked((await chest.store("done", "readwrite")).delete(id));

function make(tag, props = {}, ...inner) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...inner);
  return made;
}
const button = (text, press, quiet) => make("button", { type: "button", className: `mc-button mc-button--small${quiet ? " mc-button--quiet" : ""}`, textContent: text, onclick: press });
const point = () => points.find((one) => String(one.id) === $("point").value);

async function show() {
  $("lock").hidden = chest.isOpen();
  $("work").hidden = !chest.isOpen();
  if (!chest.isOpen()) {
    $("lock-words").textContent = (await chest.isKnown()) ? words.unlock : words.choose;
    return;
  }
  const told = await lists();
  points = told.points;
  $("sign-in").hidden = !told.found?.out;
  $("none").hidden = points.length > 0;
  $("here").hidden = points.length === 0;
  $("as-of").textContent = told.at ? `${words.asOf} ${TIME.format(new Date(told.at))}` : "";
  const choice = $("point"), before = choice.value;
  choice.replaceChildren(...points.map((one) => new Option(`${one.place} – ${one.name}`, one.id)));
  if (points.some((one) => String(one.id) === before)) choice.value = before;
  await people();
}

// What came of somebody: the same row of controls for whoever is on the list and whoever is not.
function acts(entry, name, where) {
  const box = make("span", { className: "mc-row" });
  if (!entry.outcome) {
    const receipt = make("input", { className: "mc-input mc-input--m", maxLength: 40, placeholder: words.receipt });
    receipt.setAttribute("aria-label", `${words.receipt} ${name}`);
    const reason = make("select", { className: "mc-input mc-select" }, new Option(words.because, ""), ...where.failures.map((why) => new Option(why.words, why.key)));
    reason.setAttribute("aria-label", `${words.because} ${name}`);
    box.append(receipt, button(words.done, () => end(entry, "done", receipt.value, "")), reason, button(words.failed, () => (reason.value ? end(entry, "failed", "", reason.value) : say(words.because)), true), button(words.equipment, () => end(entry, "equipment", "", ""), true));
  } else if (!entry.said) box.append(make("small", { textContent: words.kept }));
  if (entry.said) {
    const note = make("span", { className: "dv-conflict" }, make("strong", { textContent: words.conflict }), make("span", { textContent: entry.said }));
    box.append(note, button(words.drop, async () => { if (confirm(words.sure)) { await drop(entry.id); await people(); } }, true));
  }
  for (const one of box.querySelectorAll("button")) one.setAttribute("aria-label", `${one.textContent} ${name}`);
  return box;
}
const line = (name, small, box) => make("li", {}, make("span", {}, make("strong", { textContent: name }), make("small", { textContent: small })), box);

async function people() {
  const where = point(), kept = await entries();
  const sought = lower($("find").value);
  const rows = (where?.people ?? []).filter((one) => !sought || lower(`${one.name} ${one.code} ${one.number}`).includes(sought));
  $("people").replaceChildren(...rows.map((one) => {
    const here = kept.find((entry) => entry.point === where.id && entry.code && entry.code.split(":")[0] === one.code);
    const box = here ? acts(here, one.name, where) : make("span", { className: "mc-row" }, button(words.here, () => came(where, one.code), true));
    if (!here) box.firstChild.setAttribute("aria-label", `${words.here} ${one.name}`);
    return line(one.name, `${TIME.format(new Date(one.starts))} · ${one.year} · …${one.number} · ${one.code}`, box);
  }));
  const listed = new Set((where?.people ?? []).map((one) => one.code));
  const others = kept.filter((entry) => entry.point === where?.id && !(entry.code && listed.has(entry.code.split(":")[0])));
  $("walked").replaceChildren(...others.map((entry) => {
    const name = entry.name || (entry.pin ? `…${entry.pin.slice(-4)}` : entry.code.split(":")[0]);
    return line(name, `${TIME.format(new Date(entry.at))} · ${entry.pin ? `…${entry.pin.slice(-4)} · ${words.noBooking}` : words.notListed}`, acts(entry, name, where));
  }));
  $("walked-part").hidden = others.length === 0;
  $("empty").hidden = !where || rows.length > 0;
  $("send").hidden = kept.length === 0;
  $("waits").textContent = kept.length ? `${words.waits} ${kept.length}` : "";
  $("bike").hidden = !where?.bike;
  const left = placesLeft(where, kept);
  $("left").textContent = left === null ? "" : left > 0 ? `${words.left} ${left}` : words.full;
}
// Places for whoever has no booking, as of the list, less what stands here unsent. Null on another day than the list's.
function placesLeft(where, kept) {
  if (!where || where.left === null || where.day !== DAY.format(new Date())) return null;
  return Math.max(0, where.left - kept.filter((entry) => entry.point === where.id && entry.pin && DAY.format(new Date(entry.at)) === where.day).length);
}
const fresh = (where, more) => ({ id: crypto.randomUUID(), point: where.id, at: new Date().toISOString(), outcome: "", reason: "", receipt: "", said: "", ...more });
async function came(where, code) {
  const kept = await entries();
  if (kept.some((entry) => entry.point === where.id && entry.code?.split(":")[0] === code.split(":")[0])) return say(words.already);
  await put(fresh(where, { code }));
  say(words.kept);
  await people();
}
async function end(entry, outcome, receipt, reason) {
  await put({ ...entry, outcome, receipt, reason, said: "" });
  await people();
}

// ---- somebody without a booking, cards and codes by camera -----------------------------------------------------------
// A card's text: number|earlier number|name|birth|… (7 fields or more); a booking's: CODE:signature.
function card(text) {
  const fields = text.trim().split("|").map((one) => one.trim());
  return fields.length >= 7 && /^\d{12}$/.test(fields[0]) ? { pin: fields[0], name: fields[2], year: Number(fields[3].slice(-4)) } : null;
}
const isCode = (text) => /^[A-Z0-9]{4,12}(:[\w-]+)?$/.test(text.trim());
async function taken(text) {
  const where = point(), found = card(text);
  if (!where) return;
  if (!found) return came(where, text.trim());
  const booked = where.people.find((one) => found.pin.endsWith(one.number) && one.year === found.year && lower(one.name) === lower(found.name));
  if (booked) { await came(where, booked.code); return say(`${words.bookedHere} ${booked.name}`); }
  const form = $("walk-in");
  form.elements.pin.value = found.pin;
  form.elements.name.value = found.name;
  if (!where.bike) return form.requestSubmit();
  form.closest("details").open = true;
  form.elements.frame.focus();
}
async function walkIn(form) {
  const where = point(), kept = await entries(), typed = form.elements.pin.value.trim();
  const found = card(typed), pin = found?.pin ?? typed.replace(/\s/g, "");
  const fault = (text) => { $("pin-fault").textContent = text; $("pin-fault").hidden = !text; form.elements.pin.setAttribute("aria-invalid", text ? "true" : "false"); if (text) form.elements.pin.focus(); };
  if (!/^\d{12}$/.test(pin)) return fault(words.badPin);
  if (kept.some((entry) => entry.pin === pin && entry.point === where.id)) return fault(words.already);
  fault("");
  if (placesLeft(where, kept) === 0 && !confirm(words.overSure)) return;
  const bike = where.bike ? Object.fromEntries(BIKE.map((name) => [name, form.elements[name].value.trim()])) : {};
  await put(fresh(where, { pin, name: form.elements.name.value.trim() || found?.name || "", ...bike }));
  form.reset();
  say(words.kept);
  await people();
}
async function scan() {
  const dialog = $("scanner"), video = $("video");
  $("scan-said").textContent = "";
  video.hidden = true;
  dialog.showModal();
  const read = await (reading ??= camera.reader(words.qr));
  const takes = (text) => { if (!card(text) && !isCode(text)) return false; dialog.close(); taken(text); return true; };
  const stop = camera.watch(video, read, takes);
  dialog.onclose = stop;
  $("picture").onchange = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file && !(await camera.onPicture(file, read)).some(takes)) $("scan-said").textContent = words.unreadable;
  };
}

// ---- sending -------------------------------------------------------------------------------------------------------
async function sendAll() {
  const found = await fetched();
  if (!found) return say(words.later);
  if (found.out) { $("sign-in").hidden = false; return say(words.signIn); }
  let left = 0, over = 0;
  for (const entry of await entries()) try {
    const { point, said, name, ...rest } = entry;
    const answer = await fetch(`/dot-luu-dong/may/${point}/den`, { method: "POST", body: new URLSearchParams(rest), headers: { "X-CSRFToken": found.csrf, Accept: "application/json" } });
    if (answer.ok) {
      if ((await answer.json()).over) over += 1;
      await drop(entry.id);
      continue;
    }
    left += 1;
    if (answer.status === 422) await put({ ...entry, said: (await answer.json()).error });
    else if (answer.status === 404) await put({ ...entry, said: words.gone });
  } catch { left += 1; }
  await show();
  say([left ? `${words.partly} ${left}.` : words.sent, over ? `${words.over} ${over}.` : ""].join(" ").trim());
}

$("lock").addEventListener("submit", async (event) => {
  event.preventDefault();
  const box = $("pin"), pin = box.value;
  box.value = "";
  await enter(pin);
});
$("walk-in").addEventListener("submit", (event) => { event.preventDefault(); walkIn(event.target); });
$("point").onchange = people;
$("find").oninput = people;
$("find").onkeydown = (event) => { // a hand scanner types the code and Enter
  const text = event.target.value;
  if (event.key !== "Enter" || !(card(text) || text.includes(":"))) return;
  event.target.value = "";
  taken(text);
};
$("scan").onclick = scan;
$("scan-close").onclick = () => $("scanner").close();
$("send").onclick = () => (navigator.locks ? navigator.locks.request("mc-drive-send", sendAll) : sendAll());
$("lock-now").onclick = () => chest.close();
await show();
place.dataset.ready = "";
