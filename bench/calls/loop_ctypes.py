"""Python's calls through ctypes."""
import ctypes
import sys

add = ctypes.CDLL("libadd.so").add
add.argtypes = [ctypes.c_int, ctypes.c_int]
add.restype = ctypes.c_int
x = 0
for _ in range(int(sys.argv[1])):
    x = add(x, 1)
print(x)
