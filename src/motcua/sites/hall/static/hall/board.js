// The display of a hall: asks every three seconds, changes only what changed, lives for months.
// Nothing grows: five lines at most, one timer, one request at a time; once a night the page loads anew.
(() => {
  const root = document.querySelector("[data-board]");
  if (!root) return;
  const EVERY = 3000, SLOWEST = 30000, GIVE_UP = 8000, NEW_FOR = 8000;
  const list = root.querySelector("[data-board-called]");
  const none = root.querySelector("[data-board-none]");
  const lost = root.querySelector("[data-board-lost]");
  const clock = document.querySelector("[data-board-clock]");
  const voice = document.querySelector("[data-board-voice]");
  const full = document.querySelector("[data-board-full]");
  const lang = root.dataset.lang === "en" ? "en" : "vi";
  const begun = Date.now();
  let wait = EVERY, speaks = false, known = new Set([...list.children].map((one) => one.dataset.key));

  const line = ([label, counter, calls]) => {
    const row = document.createElement("li");
    row.dataset.key = `${label}/${counter}/${calls}`;
    for (const [name, text] of [["bd-label", label], ["bd-to", String(counter)]]) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      row.append(part);
    }
    return row;
  };
  // "A012" is said letter by letter and digit by digit: numbers over a loudspeaker are mistaken otherwise
  const spelled = (label) => label.split("").join(" ");
  const say = ([label, counter]) => {
    const words = root.dataset[lang === "en" ? "sayEn" : "sayVi"].replace("{label}", spelled(label)).replace("{counter}", counter);
    const told = new SpeechSynthesisUtterance(words);
    told.lang = lang === "en" ? "en-GB" : "vi-VN";
    told.voice = speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(lang)) || null;
    told.rate = 0.9;
    speechSynthesis.speak(told);
  };
  const show = (facts) => {
    const keys = facts.called.map(([label, counter, calls]) => `${label}/${counter}/${calls}`);
    const fresh = facts.called.filter((_, at) => !known.has(keys[at]));
    if (keys.join() !== [...list.children].map((one) => one.dataset.key).join()) {
      list.replaceChildren(...facts.called.map(line));
      for (const row of list.children) if (!known.has(row.dataset.key)) {
        row.classList.add("is-new");
        setTimeout(() => row.classList.remove("is-new"), NEW_FOR);
      }
    }
    known = new Set(keys);
    none.hidden = facts.called.length > 0;
    for (const box of root.querySelectorAll("[data-board-waiting]")) {
      const now = String(facts.waiting[box.dataset.boardWaiting] ?? 0);
      if (box.textContent !== now) box.textContent = now;
    }
    if (clock.textContent !== facts.time) clock.textContent = facts.time;
    if (speaks) for (const one of fresh.reverse()) say(one);
  };
  const ask = async () => {
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), GIVE_UP);
    try {
      const answer = await fetch(root.dataset.board, { signal: stop.signal, cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.json());
      lost.hidden = true;
      wait = EVERY;
      const hour = new Date().getHours();
      if (hour === 3 && Date.now() - begun > 2 * 3600e3) { location.reload(); return; }
    } catch {
      lost.hidden = false;
      wait = Math.min(wait * 2, SLOWEST);
    } finally {
      clearTimeout(limit);
    }
    setTimeout(ask, wait);
  };
  if ("speechSynthesis" in window) {
    voice.hidden = false;
    voice.addEventListener("click", () => {
      speaks = !speaks;
      voice.setAttribute("aria-pressed", String(speaks));
      if (!speaks) speechSynthesis.cancel();
    });
  }
  if (document.fullscreenEnabled) {
    full.hidden = false;
    full.addEventListener("click", () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  }
  setTimeout(ask, EVERY);
})();
