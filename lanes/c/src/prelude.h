/* Parsed before every import. glibc hides its deallocator and access attributes from clang; this shows them. */
#if defined(__has_include)
#if __has_include(<features.h>) && __has_include(<sys/cdefs.h>)
#include <features.h>
#include <sys/cdefs.h>
#ifdef __GLIBC__
#undef __attr_dealloc
#define __attr_dealloc(function, argument) __attribute__((malloc(function, argument)))
#undef __attr_dealloc_free
#define __attr_dealloc_free __attr_dealloc(__builtin_free, 1)
#undef __attr_access
#define __attr_access(access) __attribute__((annotate("access:" #access)))
#endif
#endif
#endif
