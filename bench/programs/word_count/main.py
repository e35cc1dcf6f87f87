"""How often each word occurs in a text, and the most frequent ones."""
import sys


def text(words):
    built = []
    state = 42
    for i in range(1, words + 1):
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        number = state >> 40 & (1 << (state >> 33) % 17) - 1
        built.append("w")
        while True:
            built.append(chr(97 + number % 26))
            number //= 26
            if number == 0:
                break
        built.append("\n" if i % 10 == 0 else " ")
    return "".join(built)


def main():
    counts = {}
    for word in text(int(sys.argv[1])).split():
        counts[word] = counts.get(word, 0) + 1
    found = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    print(len(found))
    for word, count in found[:10]:
        print(word, count)


main()
