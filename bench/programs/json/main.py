"""A text of JSON read several times by the standard library, and everything in it added up."""
import json
import math
import sys


def text(records):
    built = ["["]
    state = 42
    for i in range(1, records + 1):
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        a = state >> 40
        b = state >> 20 & 0xFFFF
        active = "true" if a % 2 == 0 else "false"
        built.append(f'{{"id": {i}, "name": "user {a}", "active": {active}, "balance": {a}.{b % 90 + 10},\n')
        built.append(f'  "tags": ["t{a % 100}", "t{b % 100}", "quoted \\"{b}\\"\\n"], "manager": null,\n')
        built.append(f'  "address": {{"street": "{b} Long Street", "city": "City \\u0041{a % 1000}", "geo": [{b}.{a % 9 + 1}, -{b}e-2]}},\n')
        built.append(f'  "history": [{a}, {b}, {a % 100}, -{b}, 0, {state >> 12}]}}')
        if i < records:
            built.append(",\n")
    built.append("]\n")
    return "".join(built)


class Totals:
    values = sum = bytes = 0


def add(value, totals):
    totals.values += 1
    if value is True:
        totals.sum += 1
    elif isinstance(value, str):
        totals.bytes += len(value.encode())
    elif isinstance(value, float):
        totals.sum += int(math.fmod(math.floor(value * 100.0), 1000))
    elif isinstance(value, list):
        for item in value:
            add(item, totals)
    elif isinstance(value, dict):
        for name, member in value.items():
            totals.bytes += len(name.encode())
            add(member, totals)
    elif isinstance(value, int) and value is not False:
        totals.sum += value % 1000 if value >= 0 else -(-value % 1000)


def main():
    document = text(int(sys.argv[1]))
    totals = Totals()
    for _ in range(10):
        add(json.loads(document), totals)
    print(len(document.encode()), totals.values, totals.sum, totals.bytes)


main()
