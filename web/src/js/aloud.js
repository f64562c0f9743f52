// Reads a region aloud with the voice of the device: [data-read-aloud="id of the region"] is a button that shows itself only
// where there is a voice for the language of the page. The sentence being read is marked; Escape stops.
import { say } from "./words.js";

const voices = window.speechSynthesis;
const BLOCK = "p, li, dt, dd, h1, h2, h3, h4, th, td, label, legend, summary, figcaption, caption, blockquote, div, section";
const SKIP = "script, style, svg, select, textarea, button, [hidden], .mc-sr, [aria-hidden=true], noscript, pre, [data-not-aloud]";
let now = null;

function voiceFor(lang) {
  const fit = voices.getVoices().filter((voice) => voice.lang.toLowerCase().replace("_", "-").startsWith(lang));
  return fit.find((voice) => voice.localService) ?? fit[0];
}

// Sentences of a region in reading order: their words, and the ranges they stand in.
export function sentences(region, lang) {
  const blocks = [];
  const walk = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    const at = text.parentElement;
    if (!text.data.trim() || at.closest(SKIP) || !(at.checkVisibility?.() ?? true)) continue;
    const block = at.closest(BLOCK) ?? region;
    const last = blocks[blocks.length - 1];
    if (last?.block === block) last.texts.push(text); else blocks.push({ block, texts: [text] });
  }
  return blocks.flatMap(({ block, texts }) => {
    const whole = texts.map((text) => text.data).join("");
    const place = (offset, end) => {
      let left = offset;
      for (const text of texts) {
        if (left < text.length || (end && left === text.length)) return [text, left];
        left -= text.length;
      }
      return [texts[texts.length - 1], texts[texts.length - 1].length];
    };
    const parts = window.Intl?.Segmenter
      ? [...new Intl.Segmenter(lang, { granularity: "sentence" }).segment(whole)].map((part) => [part.index, part.segment])
      : [...whole.matchAll(/[^.!?…]+[.!?…]*\s*/g)].map((part) => [part.index, part[0]]);
    return parts.filter(([, words]) => /[\p{L}\p{N}]/u.test(words)).map(([from, words]) => {
      const range = document.createRange();
      const lead = words.length - words.trimStart().length;
      range.setStart(...place(from + lead, false));
      range.setEnd(...place(from + words.trimEnd().length, true));
      return { words: words.trim().replace(/\s+/g, " "), range, block };
    });
  });
}

function mark(sentence) {
  unmark();
  if (window.Highlight && CSS.highlights) CSS.highlights.set("aloud", new Highlight(sentence.range));
  else sentence.block.classList.add("is-read-aloud");
  const { top, bottom } = sentence.range.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) sentence.block.scrollIntoView({ block: "center" });
}
function unmark() {
  window.CSS?.highlights?.delete("aloud");
  document.querySelectorAll(".is-read-aloud").forEach((block) => block.classList.remove("is-read-aloud"));
}

function show(button, reading) {
  button.querySelector("span").textContent = reading ? say("Dừng đọc", "Stop reading") : button.dataset.words;
}

function stop() {
  if (!now) return;
  const { button } = now;
  now = null;
  voices.cancel();
  unmark();
  show(button, false);
}

function read(button, region) {
  stop();
  const lang = document.documentElement.lang || "vi";
  const queue = sentences(region, lang);
  const turn = { button };
  now = turn;
  show(button, true);
  // One sentence at a time: some browsers fall silent in the middle of a long text.
  const next = () => {
    if (now !== turn) return;
    const sentence = queue.shift();
    if (!sentence) { stop(); return; }
    mark(sentence);
    const spoken = new SpeechSynthesisUtterance(sentence.words);
    spoken.voice = voiceFor(lang);
    spoken.lang = spoken.voice.lang;
    spoken.rate = 0.95;
    spoken.onend = next;
    spoken.onerror = () => { if (now === turn) stop(); };
    voices.speak(spoken);
  };
  next();
}

export function start(root) {
  if (!voices) return;
  root.querySelectorAll("[data-read-aloud]:not([data-watched])").forEach((button) => {
    button.dataset.watched = "";
    button.dataset.words = button.querySelector("span").textContent;
    const reveal = () => { button.hidden = !voiceFor(document.documentElement.lang || "vi"); };
    reveal();
    voices.addEventListener?.("voiceschanged", reveal);
    button.addEventListener("click", () => {
      const region = document.getElementById(button.dataset.readAloud);
      if (now?.button === button) stop(); else if (region) read(button, region);
    });
  });
}

document.addEventListener("keydown", (event) => { if (event.key === "Escape" && now) stop(); });
addEventListener("pagehide", stop);
