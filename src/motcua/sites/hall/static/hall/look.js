// A gateway that gives still pictures is asked again every five seconds; a stream never ends loading and is left alone.
(() => {
  const picture = document.querySelector("[data-look]");
  if (!picture) return;
  const address = picture.src;
  picture.addEventListener("load", () => setTimeout(() => { picture.src = `${address}&t=${Date.now()}`; }, 5000));
})();
