#pragma once
/// How often this thread has called malloc, calloc, realloc or an aligned form since it started.
unsigned long malloc_count(void);
