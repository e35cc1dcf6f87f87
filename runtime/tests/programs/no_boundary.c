/* A panic in a program that never said where panics end. */
#include "runtime.h"

int main(void) { aria_rt_panic_str("nobody listens", 14, NULL); }
