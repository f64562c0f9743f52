// Passkeys: the browser signs the challenge, the form carries the answer. Where the browser cannot, the buttons stay hidden.
const able = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
const all = (selector) => [...document.querySelectorAll(selector)];
const options = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).publicKey;
};
function carry(form, make) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    const kept = form.elements.credential;
    if (kept.value) return;
    event.preventDefault();
    const told = form.querySelector("[data-passkey-told]");
    try {
      kept.value = JSON.stringify((await make()).toJSON());
      form.requestSubmit();
    } catch {
      if (told) { told.hidden = false; told.setAttribute("role", "alert"); }
    }
  });
}
if (able) {
  for (const form of all("form[data-passkey]")) {
    carry(form, async () => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await options(form.dataset.passkey)) }));
  }
  for (const part of all("[data-needs-passkey]")) part.hidden = false;
  for (const form of all("form[data-passkey-new]")) {
    carry(form, async () => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(await options(form.dataset.passkeyNew)) }));
  }
}
// What waited only for a proof goes on by itself.
document.querySelector("form[data-go-on]")?.requestSubmit();
