import "./css/app.css";
import htmx from "htmx.org";
import * as aloud from "./js/aloud.js";
import * as autosave from "./js/autosave.js";
import * as combobox from "./js/combobox.js";
import * as small from "./js/small.js";
import * as upload from "./js/upload.js";
import "./js/keys.js";
import "./js/once.js";

document.documentElement.classList.replace("no-js", "js");

function start(root) {
  for (const part of [aloud, autosave, combobox, upload, small]) part.start(root);
  autosave.forget(root);
}

// Django wants its token on every unsafe request, the ones of htmx too.
document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx?.request;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  if (request && token && !/^(GET|HEAD)$/i.test(request.method)) request.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:after:swap", () => start(document));

window.htmx = htmx;
start(document);
