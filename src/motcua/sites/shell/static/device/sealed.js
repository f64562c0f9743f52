// What a device keeps to itself: drawers in IndexedDB, sealed with AES-GCM by a key that never leaves the browser. Two kinds of
// key: the device's own, which scripts can use and not read, or one made from a PIN, which is only in memory.
const ROUNDS = 600000, OLD_ROUNDS = 310000, TRIES = 10, SHORTEST = 6;

export const asked = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });

// `stores`: names; a name with a key path is written "drafts:id". Gives `store(name, mode)`, opened when first asked for.
export function drawers(database, stores) {
  let opened;
  const open = () => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => { for (const [name, keyPath] of stores.map((one) => one.split(":"))) request.result.createObjectStore(name, keyPath ? { keyPath } : undefined); };
    return asked(request);
  };
  return async (name, mode = "readonly") => (await (opened ??= open())).transaction(name, mode).objectStore(name);
}

// Seals bytes and values by the key that `keyOf` gives.
export function sealing(keyOf) {
  const lock = async (bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(), bytes) };
  };
  const unlock = async ({ iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(), data);
  return {
    lock, unlock,
    seal: (value) => lock(new TextEncoder().encode(JSON.stringify(value))),
    unseal: async (sealed) => JSON.parse(new TextDecoder().decode(await unlock(sealed))),
  };
}

// The device's own key, made once; whoever was faster in another window wins: one key for all.
export async function keyOfDevice(store) {
  const known = await asked((await store("keys")).get("main"));
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  try { await asked((await store("keys", "readwrite")).add(made, "main")); return made; } catch { return asked((await store("keys")).get("main")); }
}

async function keyOfPin(pin, salt, iterations) {
  const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// A chest behind a PIN: what `enter` gives is "open", "short", "wiped" or the number of tries left. `stores` besides "meta" are
// emptied with it after too many wrong ones. Closed when nobody has touched the device for `idle` ms; then `closed()` is called.
export function pinned(database, stores, { idle, closed }) {
  const store = drawers(database, ["meta", ...stores]);
  let key = null, last = Date.now();
  const box = sealing(() => key);
  const meta = async (name) => asked((await store("meta")).get(name));
  const note = async (name, value) => asked((await store("meta", "readwrite")).put(value, name));
  const close = () => { key = null; closed(); };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { last = Date.now(); }, { passive: true, capture: true });
  setInterval(() => { if (key && Date.now() - last > idle) close(); }, 5000);
  return {
    ...box, store, meta, note, close,
    forget: async (name) => asked((await store("meta", "readwrite")).delete(name)),
    isOpen: () => Boolean(key),
    isKnown: async () => Boolean(await meta("salt")),
    async enter(pin) {
      const salt = await meta("salt");
      if (!salt) {
        if (pin.length < SHORTEST) return "short";
        const fresh = crypto.getRandomValues(new Uint8Array(16));
        key = await keyOfPin(pin, fresh, ROUNDS);
        await note("rounds", ROUNDS);
        await note("proof", await box.seal("ok"));
        await note("salt", fresh);
        return "open";
      }
      const made = await keyOfPin(pin, salt, (await meta("rounds")) ?? OLD_ROUNDS);
      const proof = await meta("proof");
      try { await sealing(() => made).unlock(proof); } catch {
        const wrong = ((await meta("wrong")) ?? 0) + 1;
        await note("wrong", wrong);
        if (wrong < TRIES) return TRIES - wrong;
        for (const name of ["meta", ...stores.map((one) => one.split(":")[0])]) await asked((await store(name, "readwrite")).clear());
        return "wiped";
      }
      key = made;
      await note("wrong", 0);
      return "open";
    },
  };
}
