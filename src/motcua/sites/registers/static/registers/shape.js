// A point or a boundary drawn on the map. The text beside it stays what is sent: whoever pastes coordinates needs no drawing.
// Corners are put by a click, moved by dragging or with the arrow keys, and stand in a list where each can be typed.
(() => {
  "use strict";
  const L = window.L;
  const english = document.documentElement.lang === "en";
  const say = (vi, en) => (english ? en : vi);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const NEAREST = 22; // zoom at which a step of 10 cm is seen
  const CLOSE = 14; // from this zoom on the country's outline in the corner would only cover the plot
  const STEP_M = 0.1; // an arrow key; with Shift ten times as far
  const MOST_LISTED = 60; // corners: a longer boundary comes from a file, and is pasted
  const round = (degrees) => Math.round(degrees * 1e7) / 1e7; // a centimetre
  const number = (value, digits) => value.toLocaleString(english ? "en" : "vi", { maximumFractionDigits: digits, minimumFractionDigits: digits });

  // As the server reckons (vn2000.metres_per_degree): metres along a degree of longitude and of latitude.
  function perDegree(lat) {
    const a = 6378137, e2 = 0.00669437999014, sin = Math.sin((lat * Math.PI) / 180), w = 1 - e2 * sin * sin;
    return [((a / Math.sqrt(w)) * Math.cos((lat * Math.PI) / 180) * Math.PI) / 180, (((a * (1 - e2)) / w ** 1.5) * Math.PI) / 180];
  }
  function squareMetres(corners) {
    if (corners.length < 3) return 0;
    const [wide, high] = perDegree(corners[0][1]), [x0, y0] = corners[0];
    let twice = 0;
    corners.forEach((a, n) => {
      const b = corners[(n + 1) % corners.length];
      twice += ((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0)) * wide * high;
    });
    return Math.abs(twice) / 2;
  }
  function metres(a, b) {
    const [wide, high] = perDegree(a[1]);
    return Math.hypot((a[0] - b[0]) * wide, (a[1] - b[1]) * high);
  }

  // The corners of what stands in the field: [] when it is empty, null when only the server can read it.
  function cornersOf(text, kind) {
    text = text.trim();
    if (!text) return [];
    let shape = null;
    const wkt = /^(POINT|POLYGON)\s*\(+([^()]+)\)+$/i.exec(text);
    if (wkt) {
      const at = wkt[2].split(",").map((pair) => pair.trim().split(/\s+/).map(Number));
      shape = wkt[1].toUpperCase() === "POINT" ? { type: "Point", coordinates: at[0] } : { type: "Polygon", coordinates: [at] };
    } else {
      try { shape = JSON.parse(text); } catch { return null; }
    }
    if (kind === "point") return shape?.type === "Point" ? [shape.coordinates.slice(0, 2)] : null;
    if (shape?.type !== "Polygon" || shape.coordinates.length !== 1) return null;
    const ring = shape.coordinates[0].map((at) => at.slice(0, 2));
    if (ring.length > 1 && String(ring[0]) === String(ring.at(-1))) ring.pop();
    return ring.length <= MOST_LISTED && ring.every((at) => at.length === 2 && at.every(Number.isFinite)) ? ring : null;
  }

  class Drawing {
    constructor(box) {
      this.box = box;
      this.kind = box.dataset.shape;
      this.text = document.getElementById(box.dataset.shapeFor);
      this.canvas = box.querySelector("[data-shape-canvas]");
      this.list = box.querySelector("[data-shape-list]");
      this.said = box.querySelector("[data-shape-said]");
      this.sum = box.querySelector("[data-shape-sum]");
      this.before = [];
      this.markers = [];
      this.chosen = -1;
      box.hidden = false;
      this.map = new L.Map(this.canvas, {
        attributionControl: false, zoomControl: false, scrollWheelZoom: false, doubleClickZoom: false, minZoom: 8, maxZoom: NEAREST,
        zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm, keyboardPanDelta: 60,
      });
      new L.Control.Zoom({ zoomInText: "+", zoomOutText: "−", zoomInTitle: say("Phóng to", "Zoom in"), zoomOutTitle: say("Thu nhỏ", "Zoom out") }).addTo(this.map);
      new L.Control.Scale({ imperial: false }).addTo(this.map);
      this.map.on("focus", () => this.map.scrollWheelZoom.enable()).on("blur", () => this.map.scrollWheelZoom.disable());
      this.map.on("zoomend", () => this.canvas.classList.toggle("is-close", this.map.getZoom() >= CLOSE));
      this.map.setView([21.03, 105.8], 10, { animate: false });
      this.map.getPane("overlayPane").setAttribute("aria-hidden", "true"); // lines: corners are named, and stand in the list
      this.shape = new L.Polygon([], { className: "rg-shape__area", interactive: false }).addTo(this.map);
      this.map.on("click", ({ latlng }) => this.add([latlng.lng, latlng.lat]));
      this.canvas.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.target !== this.canvas) return;
        event.preventDefault();
        const { lng, lat } = this.map.getCenter();
        this.add([lng, lat]);
      });
      this.button("[data-shape-undo]", () => this.undo());
      this.button("[data-shape-clear]", () => { this.keep(); this.corners = []; this.chosen = -1; this.changed(say("Đã xóa hình.", "The shape is removed.")); });
      this.button("[data-shape-more]", () => this.addInList());
      this.text.addEventListener("change", () => this.read());
      this.list.addEventListener("change", (event) => this.typed(event.target));
      this.list.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
      this.read();
      this.outline();
    }

    button(selector, act) { this.box.querySelector(selector).addEventListener("click", act); }

    async outline() {
      const url = this.box.dataset.shapeOutline;
      if (!url) return;
      try {
        const found = await (await fetch(url, { headers: { Accept: "application/json" } })).json();
        const communes = new L.GeoJSON(found, { interactive: false, style: { className: "mc-map__area" } }).addTo(this.map);
        communes.bringToBack();
        const own = found.features.find((one) => one.properties.code === this.box.dataset.shapeCommune);
        if (!this.corners?.length) this.map.fitBounds((own ? new L.GeoJSON(own) : communes).getBounds(), { animate: false });
      } catch { this.say(say("Chưa tải được ranh giới xã, phường; vẫn vẽ được.", "The communes' outlines could not be loaded; drawing still works.")); }
    }

    read() {
      const found = cornersOf(this.text.value, this.kind);
      this.corners = found;
      this.before = [];
      this.chosen = found ? found.length - 1 : -1;
      this.box.classList.toggle("is-idle", found === null);
      this.near();
      this.show();
      if (found === null) this.say(say("Hình trong ô chữ (VN-2000, nhiều vùng hoặc rất nhiều đỉnh) được đọc khi ghi. Xóa hình để vẽ mới.", "The text (VN-2000, several areas or very many corners) is read when it is written. Remove the shape to draw anew."));
    }

    near() {
      if (this.corners?.length === 1) this.map.setView([this.corners[0][1], this.corners[0][0]], 18, { animate: false });
      if (this.corners?.length > 1) this.map.fitBounds(new L.LatLngBounds(this.corners.map(([lng, lat]) => [lat, lng])).pad(0.4), { animate: false });
    }

    keep() { this.before.push([this.corners && this.corners.map((at) => [...at]), this.text.value]); }

    undo() {
      const last = this.before.pop();
      if (!last) { this.say(say("Không còn gì để hoàn tác.", "Nothing to undo.")); return; }
      [this.corners, this.text.value] = last;
      this.chosen = this.corners ? this.corners.length - 1 : -1;
      this.box.classList.toggle("is-idle", this.corners === null);
      this.show();
      this.say(say("Đã hoàn tác.", "Undone."));
    }

    // A new corner comes after the chosen one, so that a boundary can be finer at any place.
    add(at, tell = true) {
      if (this.corners === null) { this.say(say("Hãy xóa hình trong ô chữ trước khi vẽ mới.", "Remove the shape in the text before drawing anew.")); return; }
      this.keep();
      at = at.map(round);
      if (this.kind === "point") { this.corners = [at]; this.chosen = 0; } else {
        this.corners.splice(this.chosen + 1, 0, at);
        this.chosen += 1;
      }
      this.changed(tell ? (this.kind === "point" ? say("Đã đặt điểm.", "The point is placed.") : say(`Đã thêm đỉnh ${this.chosen + 1}.`, `Corner ${this.chosen + 1} added.`)) : "");
    }

    addInList() {
      const { lng, lat } = this.map.getCenter();
      const near = this.corners?.[this.chosen], next = this.corners?.[(this.chosen + 1) % this.corners.length];
      this.add(near && this.kind === "area" && this.corners.length > 1 ? [(near[0] + next[0]) / 2, (near[1] + next[1]) / 2] : [lng, lat]);
      this.list.querySelectorAll("input[data-part=lat]")[this.chosen]?.focus();
    }

    move(n, at, words = "") {
      this.keep();
      this.corners[n] = at.map(round);
      this.chosen = n;
      this.changed(words);
    }

    drop(n) {
      this.keep();
      this.corners.splice(n, 1);
      this.chosen = Math.min(n, this.corners.length) - 1;
      if (this.chosen < 0) this.chosen = this.corners.length - 1;
      this.changed(say(`Đã bỏ đỉnh ${n + 1}.`, `Corner ${n + 1} removed.`));
    }

    changed(words) {
      const ring = this.corners ?? [];
      if (!ring.length) this.text.value = "";
      else if (this.kind === "point") this.text.value = JSON.stringify({ type: "Point", coordinates: ring[0] });
      else this.text.value = JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] }).replaceAll("],[", "],\n[");
      this.box.classList.remove("is-idle");
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
      this.show();
      if (words) this.say(words);
    }

    show() {
      const corners = this.corners ?? [];
      for (const marker of this.markers) marker.remove();
      this.shape.setLatLngs(this.kind === "area" ? corners.map(([lng, lat]) => [lat, lng]) : []);
      this.markers = corners.map((at, n) => this.marker(at, n));
      this.rows(corners);
      if (this.kind === "point") this.sum.textContent = corners.length ? `${number(corners[0][1], 6)}; ${number(corners[0][0], 6)}` : say("Chưa có điểm", "No point yet");
      else if (corners.length < 3) this.sum.textContent = say(`${corners.length} đỉnh, cần ít nhất 3`, `${corners.length} corners, 3 are needed`);
      else this.sum.textContent = say(`${corners.length} đỉnh, ${number(squareMetres(corners), 1)} m²`, `${corners.length} corners, ${number(squareMetres(corners), 1)} m²`);
    }

    marker(at, n) {
      const name = this.kind === "point" ? say("Điểm", "Point") : say(`Đỉnh ${n + 1}`, `Corner ${n + 1}`);
      const dot = document.createElement("span");
      if (this.kind === "area") dot.textContent = n + 1;
      const marker = new L.Marker([at[1], at[0]], { draggable: true, autoPan: true, icon: new L.DivIcon({ className: `rg-shape__corner${n === this.chosen ? " is-chosen" : ""}`, iconSize: [44, 44], html: dot }) }).addTo(this.map);
      marker.on("drag", ({ latlng }) => { if (this.kind === "area") this.shape.setLatLngs(this.corners.map(([lng, lat], k) => (k === n ? latlng : [lat, lng]))); });
      marker.on("dragend", () => { const { lat, lng } = marker.getLatLng(); this.move(n, [lng, lat], say(`Đã dời đỉnh ${n + 1}.`, `Corner ${n + 1} moved.`)); });
      marker.on("click", () => this.choose(n));
      const node = marker.getElement();
      node.setAttribute("aria-label", say(`${name}: phím mũi tên để dời, Delete để bỏ`, `${name}: arrow keys move it, Delete removes it`));
      node.addEventListener("keydown", (event) => this.key(event, n));
      return marker;
    }

    choose(n) {
      this.chosen = n;
      this.markers.forEach((marker, k) => marker.getElement().classList.toggle("is-chosen", k === n));
    }

    key(event, n) {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (way) {
        const [lng, lat] = this.corners[n], [wide, high] = perDegree(lat), step = STEP_M * (event.shiftKey ? 10 : 1);
        this.move(n, [lng + (way[0] * step) / wide, lat + (way[1] * step) / high]);
      } else if (event.key === "Delete" || event.key === "Backspace") this.drop(n);
      else return;
      event.preventDefault();
      event.stopPropagation();
      this.markers[Math.min(n, this.markers.length - 1)]?.getElement().focus();
    }

    rows(corners) {
      const rows = corners.map(([lng, lat], n) => {
        const row = document.createElement("li");
        const field = (part, words, value) => {
          const label = document.createElement("label"), input = document.createElement("input");
          input.className = "mc-input";
          input.inputMode = "decimal";
          input.value = value.toFixed(7);
          Object.assign(input.dataset, { part, corner: n });
          label.append(words, input);
          return label;
        };
        row.append(field("lat", say(`Vĩ độ ${n + 1}`, `Latitude ${n + 1}`), lat), field("lng", say(`Kinh độ ${n + 1}`, `Longitude ${n + 1}`), lng));
        if (this.kind === "area") {
          const side = document.createElement("span");
          side.className = "rg-small";
          if (corners.length > 1) side.textContent = say(`đến đỉnh sau ${number(metres(corners[n], corners[(n + 1) % corners.length]), 2)} m`, `${number(metres(corners[n], corners[(n + 1) % corners.length]), 2)} m to the next`);
          row.append(side);
        }
        const away = document.createElement("button");
        Object.assign(away, { type: "button", className: "mc-button mc-button--link mc-button--small", textContent: say("Bỏ", "Remove") });
        away.setAttribute("aria-label", say(`Bỏ đỉnh ${n + 1}`, `Remove corner ${n + 1}`));
        away.dataset.corner = n;
        row.append(away);
        return row;
      });
      this.list.replaceChildren(...rows);
    }

    typed(input) {
      const n = Number(input.dataset.corner), value = Number(input.value.trim().replace(",", "."));
      const most = input.dataset.part === "lat" ? 90 : 180;
      if (!input.value.trim() || !Number.isFinite(value) || Math.abs(value) > most) {
        input.setAttribute("aria-invalid", "true");
        this.say(say(`Đỉnh ${n + 1}: hãy nhập độ, ví dụ 21,0278000.`, `Corner ${n + 1}: type degrees, for instance 21.0278000.`));
        return;
      }
      const at = [...this.corners[n]];
      at[input.dataset.part === "lat" ? 1 : 0] = value;
      const there = this.map.getBounds().contains([at[1], at[0]]);
      this.move(n, at, say(`Đã dời đỉnh ${n + 1}.`, `Corner ${n + 1} moved.`));
      if (!there) this.near();
      this.list.querySelectorAll(`input[data-part=${input.dataset.part === "lat" ? "lng" : "lat"}]`)[n]?.focus();
    }

    pressed(button) {
      if (!button) return;
      this.drop(Number(button.dataset.corner));
      (this.list.querySelector("button") ?? this.box.querySelector("[data-shape-more]")).focus();
    }

    say(words) { this.said.textContent = words; }
  }

  for (const box of document.querySelectorAll("[data-shape]")) new Drawing(box);
})();
