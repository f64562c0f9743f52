// Turning pages, zoom and rotation of the paper beside the form. Pages are pictures from the server.
const view = document.querySelector("[data-viewer]");
const ZOOMS = ["1", "1.5", "2", "3"];

function start() {
  const which = view.querySelector("[data-view-which]");
  const sheet = view.querySelector(".dk-view__sheet");
  const image = sheet.querySelector("img");
  let page = Number(image.dataset.viewPage);
  let turn = 0;
  const chosen = () => which.selectedOptions[0];
  const pages = () => Number(chosen().dataset.pages);
  const source = (number) => `${chosen().dataset.base}${number}/${turn ? `?xoay=${turn}` : ""}`;

  function show() {
    image.src = source(page);
    image.alt = `${chosen().textContent}, ${page}/${pages()}`;
    view.querySelector("[data-view-at]").textContent = `${page}/${pages()}`;
    view.querySelector("[data-view-alone]").href = chosen().dataset.href;
    sheet.scrollTop = 0;
  }
  // Past the last page comes the next paper, before the first the one before.
  function step(by) {
    if (page + by >= 1 && page + by <= pages()) page += by;
    else {
      const to = which.selectedIndex + by;
      if (to < 0 || to >= which.options.length) return;
      which.selectedIndex = to;
      turn = 0;
      page = by > 0 ? 1 : pages();
    }
    show();
  }
  const zoom = (by) => {
    const at = ZOOMS.indexOf(sheet.dataset.zoom) + by;
    sheet.dataset.zoom = ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, at))];
  };
  const acts = { back: () => step(-1), on: () => step(1), bigger: () => zoom(1), smaller: () => zoom(-1), turn: () => { turn = (turn + 90) % 360; show(); } };

  view.addEventListener("click", (event) => {
    const act = event.target.closest("[data-view]")?.dataset.view;
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    acts[act]();
  });
  which.addEventListener("change", () => { page = 1; turn = 0; show(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sheet]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    which.value = link.dataset.sheet;
    document.querySelectorAll("a[data-sheet][aria-current]").forEach((x) => x.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    page = 1; turn = 0;
    show();
    if (matchMedia("(max-width: 64rem)").matches) view.scrollIntoView();
  });
}

if (view) start();
