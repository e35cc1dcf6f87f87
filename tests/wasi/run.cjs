// Runs a WASI module under Node 18 or newer, in the working directory.
// usage: node --no-warnings run.cjs MODULE [arguments]
const { readFileSync } = require("fs");
const { WASI } = require("wasi");

const [file, ...args] = process.argv.slice(2);
const wasi = new WASI({ version: "preview1", args: [file, ...args], env: process.env, preopens: { ".": "." }, returnOnExit: true });
// Functions of JavaScript in between: Node 20 crashes where it collects garbage during a direct call.
const imports = {};
for (const name in wasi.wasiImport) imports[name] = (...numbers) => wasi.wasiImport[name](...numbers);
const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), { wasi_snapshot_preview1: imports });
process.exitCode = wasi.start(instance);
