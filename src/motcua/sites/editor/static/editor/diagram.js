// On a screen wide enough the modeler takes the place of the server's picture; its bundle is fetched only then.
const editor = document.getElementById("dg-editor");

async function open() {
  const styles = document.createElement("link");
  styles.rel = "stylesheet";
  styles.href = editor.dataset.styles;
  document.head.append(styles);
  try {
    const { begin } = await import(editor.dataset.bundle);
    editor.hidden = false;
    document.getElementById("dg-pictures").hidden = true;
    await begin(editor, JSON.parse(document.getElementById("dg-marks").textContent));
  } catch (fault) {
    editor.hidden = true;
    document.getElementById("dg-pictures").hidden = false;
    console.error(fault);
  }
}

if (editor && matchMedia("(min-width: 900px)").matches) open();
