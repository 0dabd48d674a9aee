#define _GNU_SOURCE
#include "CLinux.h"
#include <pthread.h>
#include <wchar.h>

int linux_accept(int listener) {
  return accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void linux_name_thread(const char *name) {
  pthread_setname_np(pthread_self(), name);
}

int linux_columns(unsigned int scalar) {
  return wcwidth((wchar_t)scalar);
}
