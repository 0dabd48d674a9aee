#pragma once
/// How often this thread has called malloc, calloc, realloc or an aligned form since it started.
unsigned long malloc_count(void);
/// Whether allocations are counted: not in builds with a sanitizer.
int malloc_is_counted(void);
