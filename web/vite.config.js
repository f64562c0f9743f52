import { defineConfig } from "vite";

// One script, one style sheet, two fonts, under fixed names: Django's static storage adds the hashes.
export default defineConfig({
  base: "./",
  publicDir: "public",
  build: {
    outDir: "../src/motcua/sites/shell/static/shell",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "es2020",
    rollupOptions: {
      input: "src/app.js",
      output: {
        entryFileNames: "app.js",
        assetFileNames: (asset) => {
          const name = asset.names[0] ?? "";
          if (name.endsWith(".woff2")) return "fonts/[name][extname]";
          return name.endsWith(".css") ? "app.css" : "[name][extname]";
        },
      },
    },
  },
});
