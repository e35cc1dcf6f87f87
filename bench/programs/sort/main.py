"""Numbers in their order, by the standard library's stable sort."""
import sys

MASK = 0xFFFFFFFFFFFFFFFF


def main():
    count = int(sys.argv[1])
    state = 42
    numbers = []
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        numbers.append(state >> 20)
    numbers.sort()
    checksum = 0
    for number in numbers:
        checksum = (checksum * 31 + number) & MASK
    print(numbers[0], numbers[count // 2], numbers[count - 1], checksum)


main()
