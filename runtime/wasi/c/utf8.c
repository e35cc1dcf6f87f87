/* Walking over UTF-8. */
#include "runtime.h"

uint32_t next_char(const char **at) {
  const uint8_t *p = (const uint8_t *)*at;
  if (p[0] < 0x80) {
    *at += 1;
    return p[0];
  }
  if (p[0] < 0xE0) {
    *at += 2;
    return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
  }
  if (p[0] < 0xF0) {
    *at += 3;
    return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
  }
  *at += 4;
  return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

size_t encode_char(uint32_t code, char out[4]) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  if (code < 0x800) {
    out[0] = (char)(0xC0 | code >> 6);
    out[1] = (char)(0x80 | (code & 0x3F));
    return 2;
  }
  if (code < 0x10000) {
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3F));
    out[2] = (char)(0x80 | (code & 0x3F));
    return 3;
  }
  out[0] = (char)(0xF0 | code >> 18);
  out[1] = (char)(0x80 | (code >> 12 & 0x3F));
  out[2] = (char)(0x80 | (code >> 6 & 0x3F));
  out[3] = (char)(0x80 | (code & 0x3F));
  return 4;
}

static bool begins(char byte) { return (byte & 0xC0) != 0x80; }

size_t count_chars(const char *bytes, size_t len) {
  size_t count = 0;
  for (size_t i = 0; i < len; i++) count += begins(bytes[i]);
  return count;
}

int64_t aria_rt_text_len(const char *bytes, size_t len) { return (int64_t)count_chars(bytes, len); }

int64_t aria_rt_text_offset(const char *bytes, size_t len, int64_t index) {
  if (index < 0) return -1;
  for (size_t i = 0; i < len; i++) {
    if (begins(bytes[i])) {
      if (index == 0) return (int64_t)i;
      index -= 1;
    }
  }
  return index == 0 ? (int64_t)len : -1;
}

int64_t aria_rt_text_rfind(const char *bytes, size_t len, const char *part, size_t part_len) {
  if (part_len > len) return -1;
  for (size_t at = len - part_len + 1; at-- > 0;) {
    if (memcmp(bytes + at, part, part_len) == 0) return (int64_t)at;
  }
  return -1;
}

String *aria_rt_text_reverse(const char *bytes, size_t len) {
  String *out = string_with_len(len);
  char *end = out->bytes + len;
  for (const char *at = bytes; at < bytes + len;) {
    const char *start = at;
    next_char(&at);
    end -= at - start;
    memcpy(end, start, (size_t)(at - start));
  }
  return out;
}
