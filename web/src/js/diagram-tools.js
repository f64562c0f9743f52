// Only what our language has can be drawn: a palette of our own, and fewer acts beside an element.
const KEPT = /^(append\.(append-task|gateway|end-event)|connect|delete|lane-)/;

function Palette(palette, create, elementFactory, handTool, lassoTool, spaceTool, globalConnect, translate) {
  palette.registerProvider(this);
  const shape = (type, css, title, options) => {
    const begin = (event) => create.start(event, elementFactory.createShape({ type, ...options }));
    return { group: "make", className: css, title: translate(title), action: { dragstart: begin, click: begin } };
  };
  const tool = (css, title, click) => ({ group: "tools", className: css, title: translate(title), action: { click } });
  this.getPaletteEntries = () => ({
    hand: tool("bpmn-icon-hand-tool", "Activate hand tool", (event) => handTool.activateHand(event)),
    lasso: tool("bpmn-icon-lasso-tool", "Activate lasso tool", (event) => lassoTool.activateSelection(event)),
    space: tool("bpmn-icon-space-tool", "Activate create/remove space tool", (event) => spaceTool.activateSelection(event)),
    join: tool("bpmn-icon-connection-multi", "Activate global connect tool", (event) => globalConnect.start(event)),
    line: { group: "tools", separator: true },
    task: shape("bpmn:UserTask", "bpmn-icon-user-task", "Create task"),
    choice: shape("bpmn:ExclusiveGateway", "bpmn-icon-gateway-xor", "Create gateway"),
    box: shape("bpmn:SubProcess", "bpmn-icon-subprocess-expanded", "Create expanded sub-process", { isExpanded: true }),
    end: shape("bpmn:EndEvent", "bpmn-icon-end-event-none", "Create end event"),
    start: shape("bpmn:StartEvent", "bpmn-icon-start-event-none", "Create start event"),
  });
}
Palette.$inject = ["palette", "create", "elementFactory", "handTool", "lassoTool", "spaceTool", "globalConnect", "translate"];

function FewerActs(contextPad) {
  const less = () => (entries) => Object.fromEntries(Object.entries(entries).filter(([key]) => KEPT.test(key)));
  contextPad.registerProvider(100, { getContextPadEntries: less, getMultiElementContextPadEntries: less });
}
FewerActs.$inject = ["contextPad"];

export const tools = { __init__: ["fewerActs"], paletteProvider: ["type", Palette], fewerActs: ["type", FewerActs] };
