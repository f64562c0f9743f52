// The large script is asked for when the styles are there: on a poor line both would share it, and the page would show later.
// Other scripts begin before it: that there are scripts is said here, and taken back when the large one does not come.
(() => {
  const page = document.documentElement.classList;
  const app = Object.assign(document.createElement("script"), { type: "module", src: document.currentScript.dataset.app });
  app.addEventListener("error", () => page.replace("js", "no-js"));
  page.replace("no-js", "js");
  document.head.append(app);
})();
