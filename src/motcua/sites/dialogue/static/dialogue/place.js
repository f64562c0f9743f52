// The place where one stands, asked only when the button is pressed.
const button = document.querySelector("[data-here]");
const status = document.querySelector("[data-here-status]");
if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        document.querySelector("#lat").value = coords.latitude.toFixed(6);
        document.querySelector("#lon").value = coords.longitude.toFixed(6);
        document.querySelector("#lat").dispatchEvent(new Event("change", { bubbles: true }));
        status.textContent = status.dataset.wordsDone;
        button.disabled = false;
      },
      () => { status.textContent = status.dataset.wordsNo; button.disabled = false; },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}
