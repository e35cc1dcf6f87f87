"""Python's calls through cffi in ABI mode."""
import sys
import cffi

ffi = cffi.FFI()
ffi.cdef("int add(int a, int b);")
add = ffi.dlopen("libadd.so").add
x = 0
for _ in range(int(sys.argv[1])):
    x = add(x, 1)
print(x)
