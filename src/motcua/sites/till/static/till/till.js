// Counting by keys: Enter goes to the next note, sums follow what is typed. The server counts again.
(() => {
  const dong = (n) => `${String(n).replace(/\B(?=(\d{3})+(?!\d))/g, document.documentElement.lang === "en" ? "," : ".")} ${document.documentElement.lang === "en" ? "VND" : "đ"}`;
  for (const box of document.querySelectorAll("[data-till-count]")) {
    const inputs = [...box.querySelectorAll("input[data-value]")];
    const total = box.querySelector("[data-till-total]");
    const sum = () => {
      let all = 0;
      for (const input of inputs) {
        const count = /^\d{1,4}$/.test(input.value.trim()) ? Number(input.value) : 0;
        const makes = count * Number(input.dataset.value);
        all += makes;
        input.parentElement.querySelector("[data-note-sum]").textContent = makes ? dong(makes) : "";
      }
      total.textContent = dong(all);
    };
    inputs.forEach((input, at) => input.addEventListener("keydown", (event) => {
      const step = event.key === "ArrowDown" || event.key === "Enter" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      const next = inputs[at + step];
      if (!step || (!next && event.key === "Enter")) return;
      event.preventDefault();
      next?.focus();
      next?.select();
    }));
    box.addEventListener("input", sum);
    sum();
  }
})();
