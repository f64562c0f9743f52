// The display of a counter: asks every two seconds, changes only when something changed, lives for months.
(() => {
  const root = document.querySelector("[data-screen]");
  if (!root) return;
  const EVERY = 2000, SLOWEST = 20000, GIVE_UP = 6000;
  const lost = root.querySelector("[data-lost]");
  let wait = EVERY, known = "";
  const show = (facts) => {
    const key = JSON.stringify(facts);
    if (key === known) return;
    known = key;
    root.dataset.state = facts.state;
    for (const part of root.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== facts.state;
    root.querySelector("[data-amount]").textContent = facts.amount;
    root.querySelector("[data-amount-paid]").textContent = facts.amount;
    root.querySelector("[data-note]").textContent = facts.note;
    root.querySelector("[data-code]").textContent = facts.code;
    if (facts.picture) root.querySelector("[data-picture]").src = facts.picture;
  };
  const ask = async () => {
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), GIVE_UP);
    try {
      const answer = await fetch(root.dataset.screen, { signal: stop.signal, cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.json());
      lost.hidden = true;
      wait = EVERY;
    } catch {
      lost.hidden = false;
      wait = Math.min(wait * 2, SLOWEST);
    } finally {
      clearTimeout(limit);
    }
    setTimeout(ask, wait);
  };
  setTimeout(ask, EVERY);
})();
