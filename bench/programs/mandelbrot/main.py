"""How many points of a square lie in the Mandelbrot set."""
import sys


def inside(cx, cy):
    x = y = 0.0
    for _ in range(50):
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return False
        y = 2.0 * x * y + cy
        x = xx - yy + cx
    return True


def main():
    size = int(sys.argv[1])
    count = 0
    for row in range(size):
        cy = 2.0 * row / size - 1.0
        for column in range(size):
            if inside(2.0 * column / size - 1.5, cy):
                count += 1
    print(count)


main()
