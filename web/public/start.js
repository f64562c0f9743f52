// The large script is asked for when the styles are there: on a poor line both would share it, and the page would show later.
(() => {
  const app = Object.assign(document.createElement("script"), { type: "module", src: document.currentScript.dataset.app });
  document.head.append(app);
})();
