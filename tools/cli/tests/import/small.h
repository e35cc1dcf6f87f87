/* What a header can hold, a little of each. */
#ifndef SMALL_H
#define SMALL_H
#include <stddef.h>
#define SMALL_LIMIT 16
#define SMALL_NAME "small \"one\""
#define SMALL_HALF 0.5
#define SMALL_NONE ((void *)0)
#define SMALL_LAST SMALL_LIMIT
#define SMALL_BROKEN (1 +
#define SMALL_MAX(a, b) ((a) > (b) ? (a) : (b))
typedef struct small small;
typedef unsigned small_count;
typedef int small_visit(small *, void *);
struct small_point { int x; unsigned flags : 3; unsigned rest : 5; double at[2]; };
union small_value { int whole; double real; };
enum small_color { SMALL_RED, SMALL_GREEN = 5 };
typedef enum { SMALL_ON, SMALL_OFF } small_switch;
extern int small_errors;
extern const char *const small_version;
small *small_open(const char *name, small_count n) __attribute__((nonnull(1)));
void small_close(small *s);
int small_log(small *s, const char *format, ...);
struct small_point small_where(const small *s, union small_value v);
double _Complex small_wave(void);
void small_each(small *s, small_visit *visit, void *data, size_t how_many_of_them_there_are, int (*done)(void));
static inline int small_twice(int x) { return 2 * x; }
void small_old(void) __attribute__((deprecated("use small_each")));
_Noreturn void small_stop(void);
#ifdef SMALL_WIDE
long small_wide(long);
#endif
#endif
