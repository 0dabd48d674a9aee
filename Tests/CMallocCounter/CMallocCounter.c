// Counts allocations by standing in front of glibc's: a symbol of the program goes before one of a library.
#include "CMallocCounter.h"
#include <errno.h>
#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

/// The count of each thread, so that tests that run beside do not show.
static __thread unsigned long count;

unsigned long malloc_count(void) { return count; }

// A sanitizer stands in that place itself.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
int malloc_is_counted(void) { return 0; }
#else
int malloc_is_counted(void) { return 1; }

void *malloc(size_t size) {
  count++;
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count++;
  return __libc_calloc(number, size);
}

void *realloc(void *pointer, size_t size) {
  count++;
  return __libc_realloc(pointer, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count++;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  count++;
  *result = __libc_memalign(alignment, size);
  return *result ? 0 : ENOMEM;
}
#endif
