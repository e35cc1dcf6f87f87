// The function that is called from outside its library.
#include "add.h"
int add(int a, int b) { return a + b; }
