/* The start of a program. */
#include "runtime.h"

static int32_t argument_count;
static char **arguments;

int aria_rt_main(int32_t (*entry)(void), int argc, char **argv) {
  argument_count = argc;
  arguments = argv;
  return entry();
}

int32_t aria_rt_argc(void) { return argument_count; }

char **aria_rt_argv(void) { return arguments; }
