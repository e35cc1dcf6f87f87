// Trees made and dropped.
#include <stdio.h>
#include <stdlib.h>
struct node { struct node *left, *right; };
static struct node *make(long depth) {
  struct node *n = malloc(sizeof *n);
  if (depth == 0) { n->left = n->right = 0; return n; }
  n->left = make(depth - 1);
  n->right = make(depth - 1);
  return n;
}
static long check(const struct node *n) { return n->left ? 1 + check(n->left) + check(n->right) : 1; }
static void drop(struct node *n) { if (n->left) { drop(n->left); drop(n->right); } free(n); }
int main(int argc, char **argv) {
  long depth = argc > 1 ? atol(argv[1]) : 18;
  struct node *t = make(depth + 1);
  printf("%ld\n", check(t));
  drop(t);
  struct node *long_lived = make(depth);
  for (long d = 4; d <= depth; d += 2) {
    long turns = 1L << (depth - d + 4), sum = 0;
    for (long i = 0; i < turns; i++) { struct node *n = make(d); sum += check(n); drop(n); }
    printf("%ld %ld %ld\n", turns, d, sum);
  }
  printf("%ld\n", check(long_lived));
}
