#define _GNU_SOURCE
#include "CLinux.h"
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
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

// Whether a debugger holds the process: its breakpoints are changes to code, and would be gone.
static int is_traced(void) {
  char line[64];
  int tracer = 0;
  FILE *status = fopen("/proc/self/status", "re");
  if (!status) return 1;
  while (fgets(line, sizeof line, status) && sscanf(line, "TracerPid: %d", &tracer) != 1) {}
  fclose(status);
  return tracer != 0;
}

// Whether the linker changed code when it loaded the file, which is then not what the file has.
static int has_relocated_code(const struct dl_phdr_info *file) {
  for (int index = 0; index < file->dlpi_phnum; index++) {
    if (file->dlpi_phdr[index].p_type != PT_DYNAMIC) continue;
    const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(file->dlpi_addr + file->dlpi_phdr[index].p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++) {
      if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && entry->d_un.d_val & DF_TEXTREL)) return 1;
    }
  }
  return 0;
}

// Only segments that are mapped without the right to write: nothing in them is the process's own, the file has all of it.
static int let_go_of_file(struct dl_phdr_info *file, size_t size, void *context) {
  (void)size, (void)context;
  if (has_relocated_code(file)) return 0;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int index = 0; index < file->dlpi_phnum; index++) {
    const ElfW(Phdr) *segment = &file->dlpi_phdr[index];
    if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
    uintptr_t start = (file->dlpi_addr + segment->p_vaddr) / page * page;
    uintptr_t end = (file->dlpi_addr + segment->p_vaddr + segment->p_filesz) / page * page;
    if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void linux_let_go_of_files(void) {
  if (!is_traced()) dl_iterate_phdr(let_go_of_file, 0);
}
