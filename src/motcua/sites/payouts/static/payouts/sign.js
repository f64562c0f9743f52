// A signature for cash: strokes of a pen, a finger or a mouse on a white sheet, sent as a picture with the form. What was drawn
// before the form was refused is there again. Without a pen the other ways of the form are used.
function pad(sheet) {
  const field = document.getElementById(sheet.dataset.poSign);
  const pen = sheet.getContext("2d");
  let last = null;

  const blank = () => { pen.fillStyle = "white"; pen.fillRect(0, 0, sheet.width, sheet.height); };
  const at = (event) => {
    const box = sheet.getBoundingClientRect();
    return [(event.clientX - box.left) * sheet.width / box.width, (event.clientY - box.top) * sheet.height / box.height];
  };
  const stroke = (from, to) => { pen.beginPath(); pen.moveTo(...from); pen.lineTo(...to); pen.stroke(); };

  blank();
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "black";
  if (field.value.startsWith("data:image/png;base64,")) {
    const before = new Image();
    before.onload = () => pen.drawImage(before, 0, 0);
    before.src = field.value;
  }

  sheet.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    event.preventDefault();
    last = at(event);
    sheet.setPointerCapture(event.pointerId);
    stroke(last, last);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!last) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const to = at(one);
      stroke(last, to);
      last = to;
    }
  });
  const lift = () => { if (last) field.value = sheet.toDataURL("image/png"); last = null; };
  sheet.addEventListener("pointerup", lift);
  sheet.addEventListener("pointercancel", lift);
  sheet.parentElement.querySelector("[data-po-clear]").addEventListener("click", () => { blank(); field.value = ""; });
}

document.querySelectorAll("[data-po-sign]").forEach(pad);
