// The panel beside the canvas: settings of ours on the chosen element, each change one step of the modeler's own undo.
const OURS = "https://motcua.example/schema/workflow/1";
const CEL = "https://cel.dev";
const is = (element, type) => element.businessObject?.$instanceOf?.(type);
const settings = (object, name) => object.extensionElements?.get("values").find((one) => one.$type === `mc:${name}`);

function kindOf(element) {
  if (is(element, "bpmn:SequenceFlow")) {
    const { sourceRef, targetRef } = element.businessObject;
    if (sourceRef?.$instanceOf("bpmn:StartEvent")) return "none";
    return sourceRef?.$instanceOf("bpmn:Activity") && targetRef?.$instanceOf("bpmn:ExclusiveGateway") && targetRef.outgoing?.length > 1 ? "none" : "way";
  }
  if (is(element, "bpmn:Activity")) return element.parent && is(element.parent, "bpmn:SubProcess") ? "opinion" : "step";
  return is(element, "bpmn:FlowNode") || is(element, "bpmn:Lane") || is(element, "bpmn:Participant") ? "other" : "none";
}

const NUMBERS = new Set(["hours", "days"]);
const shown = (number = "") => number.replace(/\.0$/, "").replace(".", document.documentElement.lang === "en" ? "." : ",");
const USUAL = [["bpmn:SubProcess", "consult"], ["bpmn:CallActivity", "part"], ["bpmn:ReceiveTask", "external"], ["bpmn:ServiceTask", "automatic"]];
const usual = (element) => USUAL.find(([type]) => is(element, type))?.[1] ?? "process";

export function panel(root, modeler) {
  const [selection, modeling, moddle, registry, bus] = ["selection", "modeling", "moddle", "elementRegistry", "eventBus"].map((name) => modeler.get(name));
  let chosen = null, kind = "none";

  function place(element) {
    const x = element.x + element.width / 2, y = element.y + element.height / 2;
    const lane = registry.filter((one) => is(one, "bpmn:Lane") && x >= one.x && x <= one.x + one.width && y >= one.y && y <= one.y + one.height).at(-1);
    const told = lane && settings(lane.businessObject, "lane");
    return told ? { post: told.post, agency: told.agency === "competent" ? undefined : told.agency } : {};
  }

  function ensure(element, name) {
    const object = element.businessObject;
    const found = settings(object, name);
    if (found) return found;
    const given = name === "step" ? { kind: root.querySelector("#dg-kind").value || usual(element), ...place(element) } : name === "opinion" ? { agency: "consulted", days: "5" } : {};
    const first = { made: "here", ...given }; // the server fills in what else such a thing needs
    const made = moddle.createAny(`mc:${name}`, OURS, Object.fromEntries(Object.entries(first).filter(([, value]) => value !== undefined)));
    const extension = object.extensionElements ?? moddle.create("bpmn:ExtensionElements", { values: [] });
    made.$parent = extension;
    extension.$parent = object;
    modeling.updateModdleProperties(element, extension, { values: [...extension.get("values"), made] });
    if (!object.extensionElements) modeling.updateModdleProperties(element, object, { extensionElements: extension });
    return made;
  }

  function show() {
    const [only, second] = selection.get();
    chosen = only && !second ? (only.labelTarget ?? only) : null;
    kind = chosen ? kindOf(chosen) : "none";
    for (const part of root.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== kind;
    const part = root.querySelector(`[data-for="${kind}"]`);
    if (!chosen || kind === "none") return;
    const object = chosen.businessObject, told = settings(object, kind) ?? (kind === "step" ? { kind: usual(chosen), ...place(chosen) } : {});
    const id = part.querySelector("[data-id]");
    if (id) id.textContent = told.id ?? "";
    const title = part.querySelector("[data-kind]");
    if (title) title.textContent = object.name || "";
    for (const field of part.querySelectorAll("[data-bo]")) field.value = object[field.dataset.bo] ?? "";
    for (const field of part.querySelectorAll("[data-set]")) {
      const value = told[field.dataset.set];
      if (field.type === "checkbox") field.checked = value === "true";
      else field.value = NUMBERS.has(field.dataset.set) ? shown(value) : value ?? field.dataset.default ?? "";
    }
    for (const field of part.querySelectorAll("[data-when]")) field.value = object.conditionExpression?.body ?? "";
  }

  function change({ target: field }) {
    if (!chosen) return;
    const object = chosen.businessObject;
    if (field.dataset.bo) modeling.updateProperties(chosen, { [field.dataset.bo]: field.value.trim() });
    if ("when" in field.dataset) {
      const body = field.value.trim();
      modeling.updateProperties(chosen, { conditionExpression: body ? moddle.create("bpmn:FormalExpression", { body, language: CEL }) : undefined });
    }
    const name = field.dataset.set;
    if (!name) return;
    let value = field.type === "checkbox" ? (field.checked ? "true" : "") : field.value.trim();
    if (NUMBERS.has(name)) value = value.replace(",", ".");
    const told = ensure(chosen, kind);
    modeling.updateModdleProperties(chosen, told, { [name]: value === "" || value === field.dataset.default ? undefined : value });
    if (name === "words_en" && told.words) modeling.updateModdleProperties(chosen, told, { words: undefined });
    if (kind === "way" && object.sourceRef) show();
  }

  // A step dragged to another lane is done by that lane's post from now on.
  bus.on("commandStack.elements.move.postExecuted", 500, ({ context }) => {
    for (const shape of context.shapes) {
      const told = shape.businessObject && is(shape, "bpmn:Activity") && settings(shape.businessObject, "step");
      const now = told && place(shape);
      if (now && "post" in now && (now.post !== told.post || now.agency !== told.agency)) modeling.updateModdleProperties(shape, told, now);
    }
  });
  bus.on(["selection.changed", "commandStack.changed"], show);
  root.addEventListener("change", change);
  show();
}
