// How often each word occurs in a text, and the most frequent ones.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word { const char *text; size_t len; uint64_t hash; long count; };
struct table { struct word *slots; size_t room, size; };

static struct word *find(const struct table *t, const char *text, size_t len, uint64_t hash) {
  size_t i = hash & (t->room - 1);
  while (t->slots[i].text && (t->slots[i].hash != hash || t->slots[i].len != len || memcmp(t->slots[i].text, text, len) != 0))
    i = (i + 1) & (t->room - 1);
  return &t->slots[i];
}

static void count_word(struct table *t, const char *text, size_t len) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < len; i++) hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
  hash ^= hash >> 32;
  struct word *word = find(t, text, len, hash);
  if (!word->text) {
    if (t->size >= t->room / 2) {
      struct table larger = {calloc(t->room * 2, sizeof *t->slots), t->room * 2, t->size};
      if (!larger.slots) abort();
      for (size_t i = 0; i < t->room; i++)
        if (t->slots[i].text) *find(&larger, t->slots[i].text, t->slots[i].len, t->slots[i].hash) = t->slots[i];
      free(t->slots);
      *t = larger;
      word = find(t, text, len, hash);
    }
    *word = (struct word){text, len, hash, 0};
    t->size++;
  }
  word->count++;
}

static int by_count(const void *a, const void *b) {
  const struct word *x = a, *y = b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  size_t shorter = x->len < y->len ? x->len : y->len;
  int order = memcmp(x->text, y->text, shorter);
  return order ? order : (x->len > y->len) - (x->len < y->len);
}

int main(int argc, char **argv) {
  long words = argc > 1 ? atol(argv[1]) : 5000000;
  char *text = malloc(words * 8 + 1), *end = text;
  struct table counts = {calloc(16, sizeof(struct word)), 16, 0};
  if (!text || !counts.slots) abort();
  uint64_t state = 42;
  for (long i = 1; i <= words; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint64_t number = state >> 40 & ((1u << (state >> 33) % 17) - 1);
    *end++ = 'w';
    do {
      *end++ = (char)('a' + number % 26);
      number /= 26;
    } while (number);
    *end++ = i % 10 == 0 ? '\n' : ' ';
  }
  for (const char *p = text; p < end;) {
    while (p < end && (*p == ' ' || (*p >= 9 && *p <= 13))) p++;
    const char *start = p;
    while (p < end && !(*p == ' ' || (*p >= 9 && *p <= 13))) p++;
    if (p > start) count_word(&counts, start, (size_t)(p - start));
  }
  size_t found = 0;
  for (size_t i = 0; i < counts.room; i++)
    if (counts.slots[i].text) counts.slots[found++] = counts.slots[i];
  qsort(counts.slots, found, sizeof *counts.slots, by_count);
  printf("%zu\n", found);
  for (size_t i = 0; i < found && i < 10; i++) printf("%.*s %ld\n", (int)counts.slots[i].len, counts.slots[i].text, counts.slots[i].count);
}
