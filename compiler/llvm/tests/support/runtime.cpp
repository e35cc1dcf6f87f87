// A runtime for tests: what generated code calls, with every event printed.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unwind.h>

struct Location {
  int32_t file, function, text;
  uint32_t line, column, end_column;
};
struct Object {
  int32_t strong;
  uint32_t meta;
};
struct Panic {
  Object header;
  int64_t code;
};

static const char *text(const int32_t *field) { return *field ? (const char *)field + *field : ""; }

static void raised(_Unwind_Reason_Code, _Unwind_Exception *e) { free(e); }

[[noreturn]] static void raise() {
  auto *e = (_Unwind_Exception *)calloc(1, sizeof(_Unwind_Exception));
  e->exception_class = 0x4152494100000001;
  e->exception_cleanup = raised;
  _Unwind_RaiseException(e);
  printf("uncaught\n");
  fflush(stdout);
  _Exit(101);
}

static void where(const Location *l) {
  printf(" at %s:%u:%u..%u in %s: %s\n", text(&l->file), l->line, l->column, l->end_column, text(&l->function), text(&l->text));
}

extern "C" {
// C++'s personality takes `catch ptr null` for `catch (...)`, and foreign exceptions as they come.
_Unwind_Reason_Code __gxx_personality_v0(int, _Unwind_Action, uint64_t, _Unwind_Exception *, _Unwind_Context *);
_Unwind_Reason_Code aria_rt_personality(int v, _Unwind_Action a, uint64_t c, _Unwind_Exception *e, _Unwind_Context *x) {
  return __gxx_personality_v0(v, a, c, e, x);
}
void *aria_rt_catch(_Unwind_Exception *e) {
  _Unwind_DeleteException(e);
  auto *p = (Panic *)calloc(1, sizeof(Panic));
  p->header.strong = 1;
  p->code = 7;
  return p;
}
void aria_rt_resume(_Unwind_Exception *e) { _Unwind_Resume(e); }
void aria_rt_panic_in_cleanup(_Unwind_Exception *) {
  printf("panic in cleanup\n");
  fflush(stdout);
  _Exit(102);
}
int aria_rt_main(int (*main)(), int, char **) {
  int status = main();
  fflush(stdout);
  return status;
}
void aria_rt_panic_overflow(uint32_t op, const Location *l) { printf("overflow %u", op), where(l), raise(); }
void aria_rt_panic_bounds(int64_t i, int64_t n, const Location *l) { printf("bounds %ld %ld", i, n), where(l), raise(); }
void aria_rt_panic_div_zero(const Location *l) { printf("div zero"), where(l), raise(); }
void aria_rt_panic_null(const Location *l) { printf("null"), where(l), raise(); }
void aria_rt_panic_int_range(uint64_t low, uint64_t high, const char *type, size_t len, const Location *l) {
  printf("range %ld %ld %.*s", low, high, (int)len, type), where(l), raise();
}
void aria_rt_panic_float_range(double v, const char *type, size_t len, const Location *l) {
  printf("range %g %.*s", v, (int)len, type), where(l), raise();
}
void aria_rt_panic_nul_in_string(uint64_t at, const Location *l) { printf("nul %lu", at), where(l), raise(); }
void aria_rt_panic_str(const char *s, size_t n, const Location *l) { printf("%.*s", (int)n, s), where(l), raise(); }
void aria_rt_out_of_memory(size_t) { abort(); }
void *aria_rt_alloc_zeroed(size_t size, size_t align) { return memset(aligned_alloc(align, (size + align - 1) / align * align), 0, size); }
void aria_rt_retain_slow(Object *o) { printf("retain slow %d\n", o->strong); }
bool aria_rt_release_slow(Object *o) { return printf("release slow %d\n", o->strong), false; }
void aria_rt_object_free(Object *o) { printf("object free %d\n", o->strong), free(o); }

// What the tests' programs call.
void show(int64_t v) { printf("%ld\n", v); }
void show_float(double v) { printf("%g\n", v); }
void show_bool(bool v) { printf("%s\n", v ? "true" : "false"); }
struct String {
  Object header;
  uint64_t len;
  char bytes[];
};
void show_string(const String *s) { fwrite(s->bytes, 1, s->len, stdout), printf("|%d %u %c\n", s->header.strong, s->header.meta, s->bytes[s->len] ? 'x' : '0'); }
int8_t narrow(int8_t a, uint16_t b, bool c) { return printf("%d %u %d\n", a, b, c), (int8_t)(a - 1); }
bool negate(bool b) { return !b; }
int64_t apply(int64_t (*f)(int64_t), int64_t v) { return f(v); }
struct Point {
  int64_t x, y;
};
void mirror(Point *result, const Point *p) { *result = {p->y, p->x}; }
int32_t shared_counter = 41;
thread_local int32_t per_thread = 5;
void set_meta(Object *o, uint32_t meta) { o->meta = meta; }
void throw_panic() { raise(); }
}
