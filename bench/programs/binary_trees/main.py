"""Trees made and dropped."""
import sys


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def make(depth):
    if depth == 0:
        return Node(None, None)
    return Node(make(depth - 1), make(depth - 1))


def check(node):
    left = node.left
    right = node.right
    if left is None:
        return 1
    return 1 + check(left) + check(right) if right is not None else 1 + check(left)


def main():
    depth = int(sys.argv[1])
    print(check(make(depth + 1)))
    long_lived = make(depth)
    for d in range(4, depth + 1, 2):
        turns = 1 << (depth - d + 4)
        total = 0
        for _ in range(turns):
            total += check(make(d))
        print(turns, d, total)
    print(check(long_lived))


main()
