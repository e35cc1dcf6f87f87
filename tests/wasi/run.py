# Runs a WASI module under wasmtime, by its package for Python, in the working directory.
# usage: python3 run.py MODULE [arguments]
import sys

from wasmtime import Config, Engine, ExitTrap, Linker, Module, Store, WasiConfig

config = Config()
# By default it is half a megabyte; more than this is refused.
config.max_wasm_stack = 2 << 20
engine = Engine(config)
store = Store(engine)
wasi = WasiConfig()
wasi.argv = sys.argv[1:]
wasi.inherit_stdin()
wasi.inherit_stdout()
wasi.inherit_stderr()
wasi.inherit_env()
wasi.preopen_dir(".", ".")
store.set_wasi(wasi)
linker = Linker(engine)
linker.define_wasi()
instance = linker.instantiate(store, Module.from_file(engine, sys.argv[1]))
try:
    instance.exports(store)["_start"](store)
except ExitTrap as exit:
    sys.exit(exit.code)
