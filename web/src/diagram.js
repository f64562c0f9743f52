// The workflow's modeler: bpmn-js (bpmn.io licence: its mark stays visible) with our palette, panel and words. A bundle of
// its own, fetched by the page of a diagram only. `begin` fills a form of class dg-editor; its field `xml` is what is saved.
import "./css/diagram.css";
import Modeler from "bpmn-js/lib/Modeler";
import AlignElements from "bpmn-js/lib/features/align-elements";
import DistributeElements from "bpmn-js/lib/features/distribute-elements";
import { panel } from "./js/diagram-panel.js";
import { tools } from "./js/diagram-tools.js";
import { translateTo } from "./js/diagram-words.js";
import { say } from "./js/words.js";

const READABLE = 0.75; // below it words are too small: the diagram is panned instead
const PALETTE = 76; // pixels at the left that the palette lies over
const LOOKS = [["bpmn:EndEvent", "is-end"], ["bpmn:ReceiveTask", "is-wait"], ["bpmn:ServiceTask", "is-auto"], ["bpmn:SubProcess", "is-box"], ["bpmn:Activity", "is-task"]];

// Their icons carry inline styles, which our policy refuses.
class Editor extends Modeler {
  getModules(options) {
    return super.getModules(options).filter((one) => one !== AlignElements && one !== DistributeElements);
  }
}

export async function begin(form, marks) {
  const area = form.querySelector(".dg-canvas"), field = form.elements.xml, state = form.querySelector(".dg-state");
  const colour = (name) => getComputedStyle(form).getPropertyValue(name).trim();
  const modeler = new Editor({
    container: area,
    additionalModules: [tools, { translate: ["value", translateTo(document.documentElement.lang)] }],
    bpmnRenderer: { defaultFillColor: colour("--surface"), defaultStrokeColor: colour("--ink"), defaultLabelColor: colour("--ink") },
    textRenderer: { defaultStyle: { fontFamily: colour("--font"), fontSize: 12 }, externalStyle: { fontFamily: colour("--font"), fontSize: 11 } },
  });
  modeler.on("shape.added", ({ element }) => {
    const look = LOOKS.find(([type]) => !element.labelTarget && element.businessObject?.$instanceOf(type));
    if (look) modeler.get("canvas").addMarker(element, look[1]);
  });
  let changed = "unsaved" in form.dataset, sending = false;
  const tell = () => { state.textContent = changed ? say("Chưa lưu", "Not saved") : ""; };
  await modeler.importXML(field.value);
  // Their drawing has no name, and their mark's picture repeats its link.
  area.querySelector(".djs-container > svg").setAttribute("aria-label", area.getAttribute("aria-label"));
  area.querySelector(".bjs-powered-by svg").setAttribute("aria-hidden", "true");
  panel(form.querySelector(".dg-panel"), modeler);

  const canvas = modeler.get("canvas");
  function fit() {
    canvas.zoom("fit-viewport");
    if (canvas.zoom() < READABLE) {
      canvas.zoom(READABLE);
      const start = modeler.get("elementRegistry").find((one) => one.type === "bpmn:StartEvent");
      const box = canvas.viewbox();
      canvas.viewbox({ ...box, x: box.inner.x - PALETTE / READABLE, y: start ? Math.max(box.inner.y - 20, start.y - box.height / 3) : box.inner.y - 20 });
    }
  }
  function mark() {
    const registry = modeler.get("elementRegistry"), overlays = modeler.get("overlays");
    for (const { at, words } of marks) {
      if (!at || !registry.get(at)) continue;
      canvas.addMarker(at, "is-danger");
      const flag = document.createElement("div");
      flag.className = "dg-flag";
      flag.textContent = "!";
      flag.title = words;
      const line = registry.get(at).waypoints;
      overlays.add(at, { position: line ? { top: -12, left: 6 } : { top: -12, right: 12 }, html: flag });
    }
  }
  function show(ids) {
    const registry = modeler.get("elementRegistry");
    registry.forEach((one) => canvas.removeMarker(one, "is-way"));
    const there = ids.filter((id) => registry.get(id));
    there.forEach((id) => canvas.addMarker(id, "is-way"));
    if (there.length) canvas.scrollToElement(there[0], { top: 80, bottom: 80, left: 120, right: 80 });
    area.scrollIntoView({ block: "nearest" });
  }
  fit();
  mark();
  tell();

  const diagrams = modeler.getDefinitions().diagrams, parts = form.querySelector(".dg-parts");
  if (diagrams.length > 1) {
    const buttons = diagrams.map((diagram, number) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mc-button mc-button--plain mc-button--small";
      button.textContent = diagram.name || (number ? diagram.id : say("Quy trình", "Workflow"));
      button.setAttribute("aria-pressed", String(number === 0));
      button.addEventListener("click", async () => {
        await modeler.open(diagram);
        buttons.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
        fit();
        mark();
      });
      return button;
    });
    parts.append(...buttons);
  }

  modeler.on("commandStack.changed", ({ trigger }) => {
    if (trigger === "clear") return;
    changed = true;
    tell();
  });
  form.querySelector('[data-do="undo"]').addEventListener("click", () => modeler.get("commandStack").undo());
  form.querySelector('[data-do="fit"]').addEventListener("click", fit);
  for (const link of document.querySelectorAll("[data-show]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(link.dataset.show.split(" "));
    });
  }
  form.addEventListener("submit", async (event) => {
    if (sending) return;
    event.preventDefault();
    field.value = (await modeler.saveXML({ format: true })).xml;
    sending = true;
    form.submit();
  });
  addEventListener("beforeunload", (event) => {
    if (changed && !sending) event.preventDefault();
  });
  form.dataset.ready = "";
}
