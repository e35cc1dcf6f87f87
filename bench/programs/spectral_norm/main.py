"""The largest eigenvalue of an infinite matrix, by the power method."""
import sys
from math import sqrt


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v, out):
    n = len(v)
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += entry(i, j) * v[j]
        out[i] = total


def times_transposed(v, out):
    n = len(v)
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += entry(j, i) * v[j]
        out[i] = total


def main():
    n = int(sys.argv[1])
    u, v, t = [1.0] * n, [0.0] * n, [0.0] * n
    for _ in range(10):
        times(u, t)
        times_transposed(t, v)
        times(v, t)
        times_transposed(t, u)
    uv = vv = 0.0
    for i in range(n):
        uv += u[i] * v[i]
        vv += v[i] * v[i]
    print(sqrt(uv / vv))


main()
