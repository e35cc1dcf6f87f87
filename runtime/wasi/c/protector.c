/* What Debian's build of the compiler's arithmetic refers to, which was compiled with a stack protector: the C library has none. */
#include "runtime.h"

uintptr_t __stack_chk_guard = 0x00AD0A0D;

_Noreturn void __stack_chk_fail(void) { fail("fatal error: the stack was overwritten\n"); }
