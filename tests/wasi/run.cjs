// Runs a WASI module under Node 18 or newer, in the working directory.
// usage: node --no-warnings run.cjs MODULE [arguments]
const { readFileSync } = require("fs");
const { WASI } = require("wasi");

const [file, ...args] = process.argv.slice(2);
const wasi = new WASI({ version: "preview1", args: [file, ...args], env: process.env, preopens: { ".": "." }, returnOnExit: true });
const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), { wasi_snapshot_preview1: wasi.wasiImport });
process.exitCode = wasi.start(instance);
