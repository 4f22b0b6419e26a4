// Builds scene.min.js. Its first line names the sources it was made from; a test compares them.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { build } from "esbuild";

const files = ["package.json", ...readdirSync("src").sort().map((name) => `src/${name}`)];
const digest = createHash("sha256");
for (const name of files) digest.update(readFileSync(name));

await build({
  entryPoints: ["src/scene.js"],
  outfile: "scene.min.js",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  loader: { ".css": "text" },
  legalComments: "none",
  banner: { js: `/* Sarhad's map, with deck.gl 9.4 and luma.gl (MIT, see LICENCES.md). Sources: ${digest.digest("hex")} */` },
});
