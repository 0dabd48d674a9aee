#define _GNU_SOURCE
#include "CLinux.h"
#include <pthread.h>

int linux_accept(int listener) {
  return accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void linux_name_thread(const char *name) {
  pthread_setname_np(pthread_self(), name);
}
