/* Panics: they print what went wrong and where, and trap. Nothing unwinds, so nothing catches them, and no destructor runs. */
#include "runtime.h"

#include <stdio.h>

/* The margin of a line of the report, as wide as the number of the line. */
static void margin(const char *label, int width, const char *rule) { fprintf(stderr, "%*s%s", width, label, rule); }

static void snippet(const Location *location) {
  if (!location->file) return;
  char number[12] = "";
  int width = snprintf(number, sizeof number, "%u", (unsigned)location->line);
  margin("", width, "--> ");
  fputs(location->file, stderr);
  if (!location->line) {
    putc('\n', stderr);
    return;
  }
  uint32_t column = location->column ? location->column : 1;
  fprintf(stderr, ":%u:%u\n", (unsigned)location->line, (unsigned)column);
  if (!location->text) return;
  margin("", width, " |\n");
  margin(number, width, " | ");
  fprintf(stderr, "%s\n", location->text);
  margin("", width, " | ");
  // Bytes that continue a character take no column; tabs stay, so that the mark stands where the text does.
  const char *at = location->text;
  for (uint32_t i = 1; i < column; i++) {
    putc(*at == '\t' ? '\t' : ' ', stderr);
    if (*at) at++;
    while ((*at & 0xC0) == 0x80) at++;
  }
  uint32_t end = location->end_column > column ? location->end_column : column + 1;
  for (uint32_t i = column; i < end; i++) putc('^', stderr);
  putc('\n', stderr);
}

static _Noreturn void panic(const char *message, size_t len, const Location *location) {
  static char buffer[1024];
  // What the program printed comes first.
  fflush(NULL);
  setvbuf(stderr, buffer, _IOFBF, sizeof buffer);
  fputs("panic: ", stderr);
  fwrite(message, 1, len, stderr);
  putc('\n', stderr);
  if (location) {
    snippet(location);
    if (location->function && *location->function) fprintf(stderr, "in `%s`\n", location->function);
  }
  fflush(stderr);
  __builtin_trap();
}

static _Noreturn void panic_text(Text *text, const Location *location) { panic(text->start, text->len, location); }

_Noreturn void aria_rt_panic(String *message, const Location *location) {
  panic(message->bytes, (size_t)message->len, location);
}

_Noreturn void aria_rt_panic_str(const char *message, size_t len, const Location *location) { panic(message, len, location); }

_Noreturn void aria_rt_panic_overflow(uint32_t operator, const Location *location) {
  static const char *const operators[] = ARIA_OVERFLOW_OPERATORS;
  size_t known = sizeof operators / sizeof *operators;
  Text text = {0};
  text_printf(&text, "integer overflow: `%s`", operator < known ? operators[operator] : "?");
  panic_text(&text, location);
}

_Noreturn void aria_rt_panic_bounds(int64_t index, int64_t len, const Location *location) {
  Text text = {0};
  const char *unit = len == 1 ? "element" : "elements";
  text_printf(&text, "index %lld out of bounds: the array has %lld %s", (long long)index, (long long)len, unit);
  panic_text(&text, location);
}

_Noreturn void aria_rt_panic_div_zero(const Location *location) {
  static const char message[] = "division by zero";
  panic(message, sizeof message - 1, location);
}

_Noreturn void aria_rt_panic_null(const Location *location) {
  static const char message[] = "a null pointer where a value is needed";
  panic(message, sizeof message - 1, location);
}

static _Noreturn void out_of_range(Text *text, const char *type, size_t len, const Location *location) {
  text_printf(text, " is out of range for `%.*s`", (int)len, type);
  panic_text(text, location);
}

_Noreturn void aria_rt_panic_int_range(uint64_t low, uint64_t high, const char *type, size_t len, const Location *location) {
  __int128 value = wide(low, high);
  char digits[40];
  Text text = {0};
  if (value < 0) text_byte(&text, '-');
  text_bytes(&text, digits, decimal(value < 0 ? -(unsigned __int128)value : (unsigned __int128)value, digits));
  out_of_range(&text, type, len, location);
}

_Noreturn void aria_rt_panic_float_range(double value, const char *type, size_t len, const Location *location) {
  char digits[40];
  Text text = {0};
  text_bytes(&text, digits, f64_text(value, digits));
  out_of_range(&text, type, len, location);
}

_Noreturn void aria_rt_panic_nul_in_string(uint64_t position, const Location *location) {
  Text text = {0};
  text_printf(&text, "the string has a NUL at byte %llu, which C would take for its end", (unsigned long long)position);
  panic_text(&text, location);
}

_Noreturn void aria_rt_panic_unwrap(String *message, const Location *location) {
  static const char absent[] = "`!` on a value that is absent";
  if (message) panic(message->bytes, (size_t)message->len, location);
  panic(absent, sizeof absent - 1, location);
}

/* No panic is ever caught, so there is none to ask, to raise again or to destroy. */
static _Noreturn void caught(void) { fail("fatal error: a panic was caught where none can be\n"); }

_Noreturn void aria_rt_panic_again(void *panic) { (void)panic, caught(); }
_Noreturn String *aria_rt_panic_message(void *panic) { (void)panic, caught(); }
_Noreturn const Location *aria_rt_panic_location(void *panic) { (void)panic, caught(); }
_Noreturn void aria_rt_panic_report(void *panic) { (void)panic, caught(); }
_Noreturn void aria_rt_panic_destroy(void *panic) { (void)panic, caught(); }

void *aria_rt_try(void (*body)(void *), void *data) {
  body(data);
  return NULL;
}
