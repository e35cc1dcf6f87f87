/* What the files of the system layer share. `aria-runtime-abi` describes the layer. */
#pragma once
#include <errno.h>

#include "runtime.h"

/* The failure that an error number is. */
int64_t failure_of(int code);
/* The failure of the C function that was just called. */
int64_t failed(void);
/* What a C function returned, or its failure. */
int64_t checked(int64_t result);
int64_t unsupported(void);
/* Hands over a copy of these bytes. */
int64_t give(const char *bytes, size_t len, char **block);
/* Hands over a text, which is gone. */
int64_t give_text(Text *text, char **block);
int64_t kind_of_mode(uint32_t mode);

static inline int descriptor(int64_t number) { return number >= 0 && number <= INT32_MAX ? (int)number : -1; }
static inline size_t size_of(int64_t count) { return count > 0 ? (size_t)count : 0; }
