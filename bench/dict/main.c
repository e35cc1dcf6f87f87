// A plain table of a million numbers with open addressing, updated five million times.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
struct slot { int64_t key, value; char used; };
struct table { struct slot *slots; uint64_t bits; int64_t size; };

static struct slot *find(const struct table *t, int64_t key) {
  uint64_t mask = (1ull << t->bits) - 1;
  uint64_t i = (uint64_t)key * 0x9E3779B97F4A7C15u >> (64 - t->bits);
  while (t->slots[i].used && t->slots[i].key != key) i = (i + 1) & mask;
  return &t->slots[i];
}

static void grow(struct table *t) {
  struct table larger = {calloc(2ull << t->bits, sizeof *t->slots), t->bits + 1, t->size};
  if (!larger.slots) abort();
  for (uint64_t i = 0; i < 1ull << t->bits; i++)
    if (t->slots[i].used) *find(&larger, t->slots[i].key) = t->slots[i];
  free(t->slots);
  *t = larger;
}

static void add_one(struct table *t, int64_t key) {
  struct slot *slot = find(t, key);
  if (!slot->used) {
    if (t->size >= (1ll << t->bits) * 5 / 8) {
      grow(t);
      slot = find(t, key);
    }
    *slot = (struct slot){key, 0, 1};
    t->size++;
  }
  slot->value++;
}

int main(void) {
  struct table counts = {calloc(8, sizeof(struct slot)), 3, 0};
  if (!counts.slots) abort();
  uint64_t state = 42;
  for (int i = 0; i < 5000000; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    add_one(&counts, (int64_t)((state >> 33) % 1000000));
  }
  int64_t sum = 0;
  for (int64_t key = 0; key < 1000000; key++) {
    struct slot *slot = find(&counts, key);
    int64_t count = slot->used ? slot->value : 0;
    sum += count * count;
  }
  printf("%ld %ld\n", (long)counts.size, (long)sum);
}
