// Runs a WASI module under Node 18 or newer, in the working directory: node -e SCRIPT MODULE [arguments]
const { WASI } = require("wasi");
const [file, ...args] = process.argv.slice(1);
const wasi = new WASI({ version: "preview1", args: [file, ...args], env: process.env, preopens: { ".": ".", "/": "/" }, returnOnExit: true });
// Functions of JavaScript in between: Node 20 crashes where it collects garbage during a direct call.
const imports = {};
for (const name in wasi.wasiImport) imports[name] = (...numbers) => wasi.wasiImport[name](...numbers);
const module = new WebAssembly.Module(require("fs").readFileSync(file));
process.exitCode = wasi.start(new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports }));
