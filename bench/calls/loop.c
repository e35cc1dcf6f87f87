// C's own 10^9 calls: the bar.
#include <stdio.h>
#include "add.h"
int main(void) {
    int x = 0;
    for (long i = 0; i < 1000000000; i++) x = add(x, 1);
    printf("%d\n", x);
}
