/**
 * Builds the browser's files: `node static/build.mjs`.
 *
 *   static/css/*.css, static/js/*.js  bundled and minified (files that begin with "_" are only imported by others)
 *   static/img/icons.json             names of Tabler icons -> one sprite, img/icons.svg
 *   static/img/**, static/sounds/**   copied
 *
 * Texts are also packed with Brotli, as <name>.br.
 *
 * Everything lands in static/dist under a name that carries a hash of its content; manifest.json maps
 * plain names to those ("css/staff.css" -> "css/staff-ab12cd34.css") and is written last, so a running
 * server never reads a name whose file is not there yet.
 */
import { createHash } from "node:crypto";
import { brotliCompressSync } from "node:zlib";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "dist");
const packages = path.join(path.dirname(here), "node_modules");
const FONT = "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2";
const COPIED = new Set([".svg", ".png", ".webp", ".jpg", ".ico", ".woff2", ".mp3", ".ogg", ".wav"]);
const PACKED = new Set([".css", ".js", ".svg"]);
const FONT_AND_PICTURES = Object.fromEntries([...COPIED].map((extension) => [extension, "file"]));

/** Files of this build: hashed name -> bytes; and the manifest: plain name -> hashed name. */
const files = new Map();
const manifest = {};

function add(name, bytes) {
  const { dir, name: stem, ext } = path.posix.parse(name);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const hashed = `${dir}/${stem}-${hash}${ext}`;
  files.set(hashed, bytes);
  manifest[name] = hashed;
}

async function entries(folder, extension) {
  const root = path.join(here, folder);
  if (!existsSync(root)) return [];
  const names = await readdir(root);
  return names
    .filter((name) => name.endsWith(extension) && !name.startsWith("_"))
    .sort()
    .map((name) => path.join(root, name));
}

async function bundle() {
  const entryPoints = [...(await entries("css", ".css")), ...(await entries("js", ".js"))];
  if (!entryPoints.length) return;
  const result = await build({
    entryPoints,
    outdir: dist,
    outbase: here,
    absWorkingDir: path.dirname(here),
    bundle: true,
    minify: true,
    format: "esm",
    splitting: true,
    target: "es2020",
    entryNames: "[dir]/[name]-[hash]",
    chunkNames: "js/chunk-[hash]",
    assetNames: "files/[name]-[hash]",
    loader: FONT_AND_PICTURES,
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  for (const file of result.outputFiles) {
    files.set(path.relative(dist, file.path).split(path.sep).join("/"), file.contents);
  }
  for (const [output, { entryPoint, inputs }] of Object.entries(result.metafile.outputs)) {
    const hashed = path.posix.relative("static/dist", output);
    const sources = Object.keys(inputs);
    if (entryPoint?.startsWith("static/")) manifest[path.posix.relative("static", entryPoint)] = hashed;
    else if (hashed.startsWith("files/") && sources.length === 1) {
      manifest[`files/${path.posix.basename(sources[0])}`] = hashed;
    }
  }
}

/** The text font under its plain name, for `<link rel=preload>`, even when no stylesheet uses it yet. */
async function font() {
  const name = `files/${path.posix.basename(FONT)}`;
  if (!(name in manifest)) add(name, await readFile(path.join(packages, FONT)));
  manifest["fonts/inter.woff2"] = manifest[name];
}

async function symbol(name) {
  const filled = name.endsWith("-filled");
  const set = filled ? "filled" : "outline";
  const file = path.join(packages, "@tabler/icons/icons", set, `${filled ? name.slice(0, -7) : name}.svg`);
  const svg = (await readFile(file, "utf8")).replace(/<!--[\s\S]*?-->/g, "");
  const shapes = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>"));
  const drawn = shapes
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const paint = filled
    ? 'fill="currentColor"'
    : 'fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${drawn}</symbol>`;
}

async function sprite() {
  const list = path.join(here, "img", "icons.json");
  if (!existsSync(list)) return;
  const names = [...new Set(JSON.parse(await readFile(list, "utf8")))].sort();
  const unknown = [];
  const symbols = await Promise.all(
    names.map((name) => symbol(name).catch(() => (unknown.push(name), ""))),
  );
  if (unknown.length) throw new Error(`static/img/icons.json: no such icon: ${unknown.sort().join(", ")}`);
  add("img/icons.svg", Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`));
}

async function copy(folder) {
  const root = path.join(here, folder);
  if (!existsSync(root)) return;
  for (const found of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!found.isFile() || !COPIED.has(path.extname(found.name))) continue;
    const file = path.join(found.parentPath ?? found.path, found.name);
    add(path.relative(here, file).split(path.sep).join("/"), await readFile(file));
  }
}

/** Beside each text a packed copy, for browsers that take it: packed once here, not at each request. */
function pack() {
  for (const [name, bytes] of [...files]) {
    if (PACKED.has(path.extname(name))) files.set(`${name}.br`, brotliCompressSync(bytes));
  }
}

/** Write what is new, then the manifest, then remove what no longer belongs. */
async function write() {
  for (const [name, bytes] of files) {
    const target = path.join(dist, name);
    await mkdir(path.dirname(target), { recursive: true });
    if (!existsSync(target)) await writeFile(target, bytes);
  }
  const sorted = Object.fromEntries(Object.entries(manifest).sort());
  const draft = path.join(dist, `manifest.${process.pid}.json`);
  await mkdir(dist, { recursive: true });
  await writeFile(draft, JSON.stringify(sorted, null, 2) + "\n");
  await rename(draft, path.join(dist, "manifest.json"));
  for (const found of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const name = path.relative(dist, path.join(found.parentPath ?? found.path, found.name)).split(path.sep).join("/");
    if (found.isFile() && name !== "manifest.json" && !files.has(name)) await rm(path.join(dist, name), { force: true });
  }
}

try {
  await bundle();
  await font();
  await sprite();
  await copy("img");
  await copy("sounds");
  pack();
  await write();
  console.log(`static/dist: ${files.size} files`);
} catch (error) {
  console.error(error.errors ? "The assets were not built." : `The assets were not built: ${error.message}`);
  process.exit(1);
}
