// Numbers in their order, by the standard library's sort.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  long count = argc > 1 ? atol(argv[1]) : 10000000;
  int64_t *numbers = malloc(count * sizeof *numbers);
  if (!numbers) abort();
  uint64_t state = 42, checksum = 0;
  for (long i = 0; i < count; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    numbers[i] = (int64_t)(state >> 20);
  }
  qsort(numbers, count, sizeof *numbers, compare);
  for (long i = 0; i < count; i++) checksum = checksum * 31 + (uint64_t)numbers[i];
  printf("%ld %ld %ld %lu\n", (long)numbers[0], (long)numbers[count / 2], (long)numbers[count - 1], (unsigned long)checksum);
}
