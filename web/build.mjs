// Builds the files that pages load, one at a time: `node build.mjs [--outDir DIR]`. Each stands alone, so that Django's
// static storage can add its hashes to every name.
import { build } from "vite";

const at = process.argv.indexOf("--outDir");
const shell = at > 0 ? process.argv[at + 1] : "../src/motcua/sites/shell/static/shell";
const editor = at > 0 ? `${process.argv[at + 1]}/editor` : "../src/motcua/sites/editor/static/editor/bundle";
const entries = [["app", shell], ["map", shell], ["alpine", shell], ["diagram", editor]];

for (const [number, [entry, outDir]] of entries.entries()) {
  await build({
    configFile: false,
    base: "./",
    publicDir: number === 0 ? "public" : false,
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir: number === 0 || outDir === editor,
      assetsInlineLimit: 0,
      modulePreload: false,
      target: "es2020",
      rollupOptions: {
        input: `src/${entry}.js`,
        preserveEntrySignatures: "strict",
        output: {
          entryFileNames: `${entry}.js`,
          assetFileNames: (asset) => {
            const name = asset.names[0] ?? "";
            if (name.endsWith(".woff2") && entry !== "diagram") return "fonts/[name][extname]";
            return name.endsWith(".css") ? `${entry}.css` : "[name][extname]";
          },
        },
      },
    },
  });
}
console.log(entries.map(([entry]) => entry).join(", "), "built");
