// What the Glibc module does not show to Swift: epoll and eventfd as they are, accept4, which the C library hides unless
// it is asked for GNU extensions, and the list of loaded libraries.
#pragma once
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/// The next waiting connection, non-blocking and closed on exec; -1 and errno when there is none.
int linux_accept(int listener);

/// Names the calling thread as debuggers and `top -H` show it: 15 bytes at most.
void linux_name_thread(const char *name);

/// How many columns of a terminal a Unicode scalar takes in the locale that is set; -1 when it is not known.
int linux_columns(unsigned int scalar);

/// Takes the pages of programs and libraries that are only read out of the process's memory. They stay with the kernel, and
/// whichever is used again is back at its first touch. Does nothing under a debugger.
void linux_let_go_of_files(void);
