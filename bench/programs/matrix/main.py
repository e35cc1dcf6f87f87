"""The product of two square matrices, as lists of rows."""
import sys


def matrix(n, seed):
    scale = seed / n / n
    return [[scale * (i - j) * (i + j) for j in range(n)] for i in range(n)]


def product(a, b):
    n = len(a)
    out = []
    for i in range(n):
        row = [0.0] * n
        left = a[i]
        for k in range(n):
            x = left[k]
            right = b[k]
            for j in range(n):
                row[j] += x * right[j]
        out.append(row)
    return out


def main():
    n = int(sys.argv[1])
    c = product(matrix(n, 1.0), matrix(n, 2.0))
    print(c[n // 2][n // 2])


main()
