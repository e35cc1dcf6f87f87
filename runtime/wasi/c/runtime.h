/* What the parts of the runtime for WebAssembly share. Signatures and behaviour are those of the native runtime, which `aria-runtime-abi`
   describes; `size_t` and pointers have 32 bits. There is one thread, and nothing unwinds. */
#pragma once
#define _GNU_SOURCE
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "constants.h"

typedef struct {
  uint32_t strong;
  uint32_t meta;
} Object;

typedef struct {
  Object header;
  uint64_t len;
  char bytes[];
} String;

/* The fields that hold distances elsewhere are addresses here. */
typedef struct {
  const char *file;
  const char *function;
  const char *text;
  uint32_t line, column, end_column;
} Location;

_Static_assert(offsetof(Object, strong) == ARIA_HEADER_STRONG && offsetof(Object, meta) == ARIA_HEADER_META, "the header");
_Static_assert(offsetof(String, len) == ARIA_STRING_LEN && offsetof(String, bytes) == ARIA_STRING_BYTES, "Strings");
_Static_assert(sizeof(Location) == 24, "locations");

/* memory.c */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void aria_rt_out_of_memory(size_t size);
void *aria_rt_alloc(size_t size, size_t align);
void *aria_rt_realloc(void *old, size_t old_size, size_t new_size, size_t align);

/* object.c */
void aria_rt_retain_slow(Object *object);
bool aria_rt_release_slow(Object *object);
void aria_rt_object_free(Object *object);

/* string.c */
String *string_with_len(size_t len);
String *string_of(const char *bytes, size_t len);
void string_retain(String *string);
void string_release(String *string);

/* Text that grows while it is written. */
typedef struct {
  char *start;
  size_t len, capacity;
} Text;

void text_bytes(Text *text, const char *bytes, size_t len);
void text_byte(Text *text, char byte);
void text_char(Text *text, uint32_t code);
void text_printf(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text as a new String; the text is gone. */
String *text_finish(Text *text);

/* utf8.c */
/* The character at `*at`, which moves behind it. The bytes are UTF-8. */
uint32_t next_char(const char **at);
/* The bytes of a character; how many. */
size_t encode_char(uint32_t code, char out[4]);
size_t count_chars(const char *bytes, size_t len);

/* unicode.c */
enum { ALPHABETIC, NUMERIC, WHITESPACE, UPPERCASE, LOWERCASE, CONTROL };
enum { TO_UPPER, TO_LOWER };
bool char_is(uint32_t code, uint32_t kind);
/* The characters that one becomes; how many. */
size_t char_to(uint32_t code, uint32_t kind, uint32_t out[3]);

/* number.c */
/* The decimal digits of a number; how many. */
size_t decimal(unsigned __int128 value, char out[40]);
/* The shortest text that reads back as the same value; its length. */
size_t f64_text(double value, char out[40]);

static inline __int128 wide(uint64_t low, uint64_t high) {
  return (__int128)((unsigned __int128)high << 64 | low);
}
