/* Making String objects, and text that grows. */
#include "runtime.h"

#include <stdarg.h>
#include <stdio.h>

/* The C library has it and declares it nowhere. */
size_t malloc_usable_size(void *block);

String *string_with_len(size_t len) {
  size_t size = len + ARIA_STRING_BYTES + 1;
  if (size < len) aria_rt_out_of_memory(len);
  String *string = aria_rt_alloc(size, 1);
  string->header.strong = 1;
  string->header.meta = 0;
  string->len = len;
  string->bytes[len] = 0;
  return string;
}

String *string_of(const char *bytes, size_t len) {
  String *string = string_with_len(len);
  if (len) memcpy(string->bytes, bytes, len);
  return string;
}

void string_retain(String *string) {
  if ((int32_t)string->header.strong > 0) {
    string->header.strong += 1;
  } else {
    aria_rt_retain_slow(&string->header);
  }
}

void string_release(String *string) {
  bool dead;
  if ((int32_t)string->header.strong > 0) {
    string->header.strong -= 1;
    dead = string->header.strong == 0;
  } else {
    dead = aria_rt_release_slow(&string->header);
  }
  if (dead) aria_rt_object_free(&string->header);
}

String *aria_rt_string_new(const char *bytes, size_t len) { return string_of(bytes, len); }

/* How many bytes from `at` are a character, or, if they begin none, how many belong together and are replaced. */
static size_t sequence(const uint8_t *at, bool *valid) {
  uint8_t first = at[0];
  *valid = false;
  if (first < 0x80) {
    *valid = true;
    return 1;
  }
  size_t more = first >= 0xC2 && first <= 0xDF ? 1 : first >= 0xE0 && first <= 0xEF ? 2 : first >= 0xF0 && first <= 0xF4 ? 3 : 0;
  if (!more) return 1;
  uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  for (size_t i = 1; i <= more; i++) {
    if (at[i] < low || at[i] > high) return i;
    low = 0x80, high = 0xBF;
  }
  *valid = true;
  return more + 1;
}

String *aria_rt_string_from_c_lossy(const char *text) {
  Text out = {0};
  while (*text) {
    bool valid;
    size_t len = sequence((const uint8_t *)text, &valid);
    if (valid) {
      text_bytes(&out, text, len);
    } else {
      text_bytes(&out, "\xEF\xBF\xBD", 3);
    }
    text += len;
  }
  return text_finish(&out);
}

static size_t plus(size_t a, uint64_t b) { return b > SIZE_MAX - a ? SIZE_MAX : a + (size_t)b; }

static size_t length_of_all(String *const *parts, size_t count) {
  size_t len = 0;
  for (size_t i = 0; i < count; i++) len = plus(len, parts[i]->len);
  return len;
}

static void copy_all(char *end, String *const *parts, size_t count) {
  for (size_t i = 0; i < count; i++) {
    memcpy(end, parts[i]->bytes, (size_t)parts[i]->len);
    end += parts[i]->len;
  }
}

String *aria_rt_string_concat_n(String *const *parts, size_t count) {
  String *string = string_with_len(length_of_all(parts, count));
  copy_all(string->bytes, parts, count);
  return string;
}

/* Grows in place where this is the only count, as the native runtime does. */
String *aria_rt_string_append_n(String *string, String *const *parts, size_t count) {
  size_t old_len = (size_t)string->len;
  size_t len = plus(length_of_all(parts, count), old_len);
  bool is_part = false;
  for (size_t i = 0; i < count; i++) is_part |= parts[i] == string;
  if (string->header.strong != 1 || string->header.meta != 0 || is_part) {
    String *joined = string_with_len(len);
    memcpy(joined->bytes, string->bytes, old_len);
    copy_all(joined->bytes + old_len, parts, count);
    string_release(string);
    return joined;
  }
  size_t needed = len + ARIA_STRING_BYTES + 1;
  if (needed < len) aria_rt_out_of_memory(len);
  size_t room = malloc_usable_size(string);
  if (needed > room) {
    size_t wanted = plus(room, room / 2);
    string = aria_rt_realloc(string, room, needed > wanted ? needed : wanted, 1);
  }
  copy_all(string->bytes + old_len, parts, count);
  string->bytes[len] = 0;
  string->len = len;
  return string;
}

static void make_room(Text *text, size_t more) {
  size_t needed = plus(text->len, more);
  if (needed <= text->capacity) return;
  size_t twice = plus(text->capacity, text->capacity);
  size_t capacity = needed > twice ? needed : twice;
  if (capacity < 64) capacity = 64;
  text->start = aria_rt_realloc(text->start, text->capacity, capacity, 1);
  text->capacity = capacity;
}

void text_bytes(Text *text, const char *bytes, size_t len) {
  if (!len) return;
  make_room(text, len);
  memcpy(text->start + text->len, bytes, len);
  text->len += len;
}

void text_byte(Text *text, char byte) { text_bytes(text, &byte, 1); }

void text_char(Text *text, uint32_t code) {
  char bytes[4];
  text_bytes(text, bytes, encode_char(code, bytes));
}

void text_printf(Text *text, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int len = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (len > 0) {
    make_room(text, (size_t)len + 1);
    vsnprintf(text->start + text->len, (size_t)len + 1, format, again);
    text->len += (size_t)len;
  }
  va_end(again);
}

String *text_finish(Text *text) {
  String *string = string_of(text->start, text->len);
  free(text->start);
  return string;
}
