// Colours in one table: `node colours.mjs` writes the style sheet's tokens, and the table that the living page reads.
// Four looks: light, dark, and each with high contrast; the device decides unless the reader has chosen (classes on <html>).
import { readFileSync, writeFileSync } from "node:fs";

const table = JSON.parse(readFileSync("colours.json", "utf8"));
const short = (hex) => hex.replace(/^#(.)\1(.)\2(.)\3$/, "#$1$2$3");
const all = (look) => table.colours.map((one) => `--${one.name}: ${short(one[look])};`).join(" ");
const only = (look, than) => table.colours.filter((one) => one[look] !== one[than]).map((one) => `--${one.name}: ${short(one[look])};`).join(" ");
const light = all("light");
const lightHigh = `${only("light_high", "light")} --shade: none;`;
const dark = `${only("dark", "light")} --shade: 0 1px 2px rgb(0 0 0 / .4);`;
const darkHigh = `${all("dark_high")} --shade: none;`;

writeFileSync("src/css/colours.css", `/* Written by colours.mjs from colours.json. */
:root { color-scheme: light dark; ${light} --shade: 0 1px 2px rgb(47 38 20 / .06), 0 8px 24px -12px rgb(47 38 20 / .18); }
@media (prefers-contrast: more) { :root { ${lightHigh} } }
:root.contrast-high { ${lightHigh} }
:root.theme-light { color-scheme: light; }
@media (prefers-color-scheme: dark) {
  :root:not(.theme-light) { ${dark} }
}
:root.theme-dark { color-scheme: dark; ${dark} }
@media (prefers-color-scheme: dark) and (prefers-contrast: more) { :root:not(.theme-light) { ${darkHigh} } }
@media (prefers-color-scheme: dark) { :root.contrast-high:not(.theme-light) { ${darkHigh} } }
@media (prefers-contrast: more) { :root.theme-dark { ${darkHigh} } }
:root.theme-dark.contrast-high { ${darkHigh} }
`);
writeFileSync("public/colours.json", JSON.stringify(table) + "\n");
console.log(table.colours.length, "colours");
