// Maps: [data-map] frames on our own outlines, no tiles from anywhere. A bundle of its own, on pages with a map only.
import "./css/map.css";
import { Control, DivIcon, GeoJSON, LatLngBounds, Map as LeafletMap, Marker, Popup } from "leaflet/dist/leaflet-src.esm.js";
import { say } from "./js/words.js";

const CELL = 52; // pixels; points nearer to each other stand together as a number
const TABBABLE = 40; // more markers than this are reached by the list beside the map, not by Tab
const NEAR = 12; // from this zoom on communes show their names
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const read = async (url) => (url ? (await fetch(url, { headers: { Accept: "application/json" } })).json() : null);
const round = (x) => Math.round(x * 1e5) / 1e5;

function icon(name, sprite) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "mc-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

function element(tag, css, ...inside) {
  const made = document.createElement(tag);
  made.className = css;
  made.append(...inside);
  return made;
}

// Whether a point lies in a ring of [lon, lat]: count the edges that a line to the east crosses.
function inRing(lng, lat, ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x1, y1] = ring[i], [x2, y2] = ring[j];
    if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
const within = (feature, { lat, lng }) => feature.geometry.coordinates.some(([outer, ...holes]) => inRing(lng, lat, outer) && !holes.some((hole) => inRing(lng, lat, hole)));

class Frame {
  constructor(figure) {
    this.figure = figure;
    this.set = figure.dataset;
    this.said = figure.querySelector("[data-map-said]");
    this.sprite = this.set.mapSprite;
    this.canvas = figure.querySelector("[data-map-canvas]");
    this.map = new LeafletMap(this.canvas, {
      attributionControl: false, zoomControl: false, scrollWheelZoom: false, zoomSnap: 0.25, zoomDelta: 1, minZoom: 8, maxZoom: 17,
      zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm, keyboardPanDelta: 60,
    });
    new Control.Zoom({ zoomInText: "+", zoomOutText: "−", zoomInTitle: say("Phóng to", "Zoom in"), zoomOutTitle: say("Thu nhỏ", "Zoom out") }).addTo(this.map);
    // The wheel belongs to the page until somebody works on the map.
    this.map.on("focus", () => this.map.scrollWheelZoom.enable()).on("blur", () => this.map.scrollWheelZoom.disable());
    this.map.on("zoomend", () => this.canvas.classList.toggle("is-near", this.map.getZoom() >= NEAR));
    this.map.setView([16, 107], 8, { animate: false });
  }

  async draw() {
    const [outline, points, areas] = await Promise.all([read(this.set.mapOutline), read(this.set.mapPoints), read(this.set.mapAreas)]);
    if (outline) this.drawOutline(outline, areas);
    if (points) this.drawPoints(points);
    if (this.set.mapPick) this.pickable();
    this.figure.dataset.mapReady = "";
    this.figure.querySelector("[data-map-loading]")?.remove();
  }

  drawOutline(outline, areas) {
    this.communes = outline.features;
    const layer = new GeoJSON(outline, {
      interactive: Boolean(areas),
      style: (f) => ({ className: `mc-map__area${areas?.[f.properties.code] ? ` mc-map__area--${areas[f.properties.code].tone}` : ""}` }),
      onEachFeature: (f, shape) => {
        const told = areas?.[f.properties.code];
        if (told) shape.bindTooltip(`${f.properties.name}: ${told.label}`, { sticky: true, className: "mc-map__tip" });
        new Marker(f.properties.at, { interactive: false, keyboard: false, icon: new DivIcon({ className: "mc-map__name", iconSize: null, html: element("span", "", f.properties.name) }) }).addTo(this.map);
      },
    }).addTo(this.map);
    const bounds = layer.getBounds();
    this.map.setMaxBounds(bounds.pad(0.25)).fitBounds(bounds, { animate: false, padding: [8, 8] });
    this.map.setMinZoom(this.map.getZoom() - 0.5);
    this.map.getPane("overlayPane").querySelector("svg")?.setAttribute("aria-hidden", "true");
    const dot = this.figure.querySelector("[data-map-here]");
    if (dot) {
      const { lat, lng } = bounds.getCenter();
      dot.setAttribute("cx", (lng - 101.8) * 9);
      dot.setAttribute("cy", (23.6 - lat) * 9);
    }
  }

  drawPoints(points) {
    this.points = points.features.map((f) => ({ at: { lat: f.geometry.coordinates[1], lng: f.geometry.coordinates[0] }, ...f.properties }));
    this.shown = [];
    if (!this.communes && this.points.length) this.map.fitBounds(new LatLngBounds(this.points.map((p) => p.at)).pad(0.2), { animate: false });
    this.map.on("moveend", () => this.gather());
    this.gather();
  }

  // One marker a point, or a number for points that would lie on each other; only what is in view is drawn.
  gather() {
    const view = this.map.getBounds().pad(0.15);
    const cells = new Map();
    for (const point of this.points) {
      if (!view.contains(point.at)) continue;
      const { x, y } = this.map.project(point.at).divideBy(CELL).floor();
      const key = `${x}:${y}`;
      if (cells.has(key)) cells.get(key).push(point); else cells.set(key, [point]);
    }
    if (document.activeElement?.closest(".leaflet-popup")) return;
    for (const marker of this.shown) marker.remove();
    const last = this.map.getZoom() >= this.map.getMaxZoom();
    const groups = [...cells.values()].flatMap((group) => (last ? group.map((p) => [p]) : [group]));
    this.shown = groups.map((group) => (group.length === 1 ? this.single(group[0]) : this.many(group)));
    for (const marker of this.shown) {
      marker.addTo(this.map);
      const node = marker.getElement();
      node.setAttribute("aria-label", marker.options.name);
      if (groups.length > TABBABLE) node.tabIndex = -1;
    }
  }

  single(point) {
    const tone = /^[a-z]+$/.test(point.tone ?? "") ? point.tone : "accent";
    const marker = new Marker(point.at, { name: point.label, icon: new DivIcon({ className: `mc-map__pin mc-map__pin--${tone}`, iconSize: [34, 34], html: icon(point.icon ?? "pin", this.sprite) }) });
    const words = element("div", "mc-map__popup", element("strong", "", point.label));
    if (point.note) words.append(element("p", "", point.note));
    if (point.href?.startsWith("/")) {
      const link = element("a", "", point.link ?? say("Xem", "See"));
      link.href = point.href;
      words.append(link);
    }
    return marker.bindPopup(new Popup({ autoPan: !calm, closeButton: true, maxWidth: 260 }).setContent(words));
  }

  many(group) {
    const bounds = new LatLngBounds(group.map((p) => p.at));
    const worst = ["danger", "warn"].find((tone) => group.some((p) => p.tone === tone)) ?? "accent";
    const marker = new Marker(bounds.getCenter(), { name: say(`${group.length} điểm, bấm để xem gần hơn`, `${group.length} places, press to look closer`), icon: new DivIcon({ className: `mc-map__many mc-map__many--${worst}`, iconSize: [40, 40], html: element("span", "", String(group.length)) }) });
    const closer = () => this.map.setView(bounds.getCenter(), Math.min(this.map.getZoom() + 2, this.map.getMaxZoom()), { animate: !calm });
    return marker.on("click", closer).on("keypress", (e) => { if (e.originalEvent.key === "Enter") closer(); });
  }

  // Choosing a place: a click, or arrows and Enter at the cross; the commune of the form follows, and leads.
  pickable() {
    const form = this.figure.closest("form") ?? document;
    const field = (part) => form.querySelector(`[name="${CSS.escape(`${this.set.mapPick}-${part}`)}"]`);
    const [lat, lng, commune] = [field("lat"), field("lon"), form.querySelector(`[name="${CSS.escape(this.set.mapCommune || `${this.set.mapPick}-commune`)}"]`)];
    const drop = this.figure.querySelector("[data-map-drop]");
    const put = (at, tell = true) => {
      const where = this.communes?.find((f) => within(f, at));
      if (this.communes && !where) { this.say(say("Điểm này ở ngoài thành phố.", "This place is outside the city.")); return; }
      this.pin ??= new Marker(at, { keyboard: false, interactive: false, zIndexOffset: 1000, icon: new DivIcon({ className: "mc-map__chosen", iconSize: [44, 44], iconAnchor: [22, 42], html: icon("pin", this.sprite) }) });
      this.pin.setLatLng(at).addTo(this.map);
      lat.value = round(at.lat);
      lng.value = round(at.lng);
      if (drop) drop.hidden = false;
      if (where && commune && [...commune.options].some((o) => o.value === where.properties.code) && commune.value !== where.properties.code) {
        commune.value = where.properties.code;
        this.own = true;
        commune.dispatchEvent(new Event("change", { bubbles: true }));
        this.own = false;
      }
      if (tell) this.say(say(`Đã chọn điểm${where ? ` ở ${where.properties.name}` : ""}.`, `Place chosen${where ? `: ${where.properties.name}` : ""}.`));
      lat.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const centre = () => put(this.map.getCenter());
    this.canvas.classList.add("is-pickable");
    this.map.on("click", (event) => put(event.latlng));
    this.canvas.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target === this.canvas) { event.preventDefault(); centre(); } });
    this.figure.querySelector("[data-map-centre]")?.addEventListener("click", centre);
    drop?.addEventListener("click", () => {
      this.pin?.remove();
      lat.value = lng.value = "";
      drop.hidden = true;
      this.canvas.focus();
      this.say(say("Đã bỏ điểm.", "Place removed."));
      lat.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const here = this.figure.querySelector("[data-map-locate]");
    if (here && "geolocation" in navigator) {
      here.hidden = false;
      here.addEventListener("click", () => {
        this.say(say("Đang tìm vị trí…", "Looking for your place…"));
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => { const at = { lat: coords.latitude, lng: coords.longitude }; this.map.setView(at, 16, { animate: !calm }); put(at); },
          () => this.say(say("Thiết bị không cho biết vị trí. Hãy chọn xã, phường và ghi nơi cụ thể.", "The device does not tell where you are. Choose the commune and write the place.")),
          { enableHighAccuracy: true, timeout: 10000 },
        );
      });
    }
    commune?.addEventListener("change", () => {
      if (this.own) return;
      const chosen = this.communes?.find((f) => f.properties.code === commune.value);
      if (chosen) this.map.fitBounds(new GeoJSON(chosen).getBounds(), { animate: !calm });
    });
    if (lat.value && lng.value) { const at = { lat: Number(lat.value), lng: Number(lng.value) }; put(at, false); this.map.setView(at, 15, { animate: false }); }
    else if (commune?.value) commune.dispatchEvent(new Event("change"));
  }

  say(words) { if (this.said) this.said.textContent = words; }
}

function start() {
  for (const figure of document.querySelectorAll("[data-map]:not([data-map-begun])")) {
    figure.dataset.mapBegun = "";
    const frame = new Frame(figure);
    frame.draw().catch(() => {
      figure.querySelector("[data-map-loading]")?.remove();
      frame.say(say("Chưa tải được bản đồ. Danh sách và ô chữ bên cạnh vẫn dùng được.", "The map could not be loaded. The list and the fields beside it still work."));
    });
  }
}
start();
document.addEventListener("htmx:after:swap", start);
