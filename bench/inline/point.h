/* Functions and macros that exist only in a header, and a struct that goes by value. */
struct point { double x, y; };
static inline double point_dot(struct point a, struct point b) { return a.x * b.x + a.y * b.y; }
static inline int clamp_byte(int v) { return v < 0 ? 0 : v > 255 ? 255 : v; }
#define SCALED(v) ((v) * 3 + 1)
