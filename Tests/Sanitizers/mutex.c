// Shows ThreadSanitizer what Swift's Mutex does when two threads want it.
//
// A Mutex of Swift's standard library is one word. Taking it and letting go of it, while nobody else wants it, is compiled
// into the caller, where the sanitizer sees the atomic operation. When somebody does, the caller goes on into the library,
// and that is not built for the sanitizer: the kernel hands the word from one thread to the other (FUTEX_LOCK_PI), and
// whatever the lock guards then looks like a race.
//
//     thread A: _unlockSlow --------- release(word), then the library's own ---.
//                                                                              | the kernel
//     thread B: _lockSlow ----------- the library's own, then acquire(word) <--'
//
// This file, preloaded by `make test-thread`, stands between caller and library under the library's own names. It lets the
// library do the work and says what happened. Nothing is silenced: a race beside the lock is reported as before.
//
// Limits: the names are those of Swift 6 on Linux. Under another name nothing stands between, and the reports come back.
//
// The road not taken: a list of suppressions for what is reported inside of the locks, which would hide true races there;
// a mutex of our own, which the product would carry for a tool's sake.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

// The sanitizer's own; not there in programs that run without it.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

typedef SWIFT void LockSlow(uint32_t thread, SELF void *word);
typedef SWIFT bool TryLockSlow(SELF void *word);
typedef SWIFT void UnlockSlow(SELF void *word);

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK_SLOW "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// The library's own function; a process that has none cannot have called one either.
static void *own(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (!function) abort();
  return function;
}

SWIFT void lock_slow(uint32_t thread, SELF void *word) __asm__(LOCK_SLOW);
SWIFT void lock_slow(uint32_t thread, SELF void *word) {
  ((LockSlow *)own(LOCK_SLOW))(thread, word);
  if (__tsan_acquire) __tsan_acquire(word);
}

SWIFT bool try_lock_slow(SELF void *word) __asm__(TRY_LOCK_SLOW);
SWIFT bool try_lock_slow(SELF void *word) {
  bool taken = ((TryLockSlow *)own(TRY_LOCK_SLOW))(word);
  if (taken && __tsan_acquire) __tsan_acquire(word);
  return taken;
}

SWIFT void unlock_slow(SELF void *word) __asm__(UNLOCK_SLOW);
SWIFT void unlock_slow(SELF void *word) {
  if (__tsan_release) __tsan_release(word);
  ((UnlockSlow *)own(UNLOCK_SLOW))(word);
}
