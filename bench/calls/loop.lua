-- LuaJIT's calls through its FFI.
local ffi = require("ffi")
ffi.cdef("int add(int a, int b);")
local library = ffi.load("add")
local x = 0
for _ = 1, tonumber(arg[1]) do x = library.add(x, 1) end
print(x)
