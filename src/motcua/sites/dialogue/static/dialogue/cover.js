// Drawing areas to cover over a photo. The text field beneath holds them, so that it works by typing too.
for (const frame of document.querySelectorAll("[data-cover]")) {
  const field = document.getElementById(frame.dataset.cover);
  if (!field) continue;
  frame.dataset.ready = "";
  const read = () => field.value.split(/[\n;]/).map((line) => line.split(",").map(Number)).filter((a) => a.length === 4 && a.every(Number.isFinite));
  const write = (areas) => { field.value = areas.map((a) => a.map((n) => +n.toFixed(1)).join(",")).join("\n"); };
  const place = (box, [left, top, width, height]) => {
    box.style.left = `${left}%`; box.style.top = `${top}%`; box.style.width = `${width}%`; box.style.height = `${height}%`;
  };
  const draw = () => {
    frame.querySelectorAll(".dg-cover__area").forEach((box) => box.remove());
    read().forEach((area, number) => {
      const box = document.createElement("button");
      box.type = "button"; box.className = "dg-cover__area"; box.ariaLabel = `× ${number + 1}`;
      place(box, area);
      box.addEventListener("click", (event) => { event.stopPropagation(); write(read().filter((_, n) => n !== number)); draw(); });
      frame.append(box);
    });
  };
  const at = (event) => {
    const edge = frame.getBoundingClientRect();
    const clamp = (n) => Math.min(100, Math.max(0, n));
    return [clamp(((event.clientX - edge.left) / edge.width) * 100), clamp(((event.clientY - edge.top) / edge.height) * 100)];
  };
  let from = null, box = null;
  const area = (event) => {
    const [x, y] = at(event);
    return [Math.min(from[0], x), Math.min(from[1], y), Math.abs(x - from[0]), Math.abs(y - from[1])];
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.target.closest(".dg-cover__area") || event.button) return;
    event.preventDefault();
    from = at(event); frame.setPointerCapture(event.pointerId);
    box = document.createElement("span"); box.className = "dg-cover__area"; frame.append(box);
  });
  frame.addEventListener("pointermove", (event) => { if (from) place(box, area(event)); });
  frame.addEventListener("pointerup", (event) => {
    if (!from) return;
    const made = area(event);
    from = null; box.remove();
    if (made[2] > 1 && made[3] > 1) { write([...read(), made]); draw(); }
  });
  field.addEventListener("input", draw);
  draw();
}
