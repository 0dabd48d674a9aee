#pragma once
#include <sqlite3.h>

// What Swift cannot see: a variadic function, a macro that casts an integer to a function pointer, and a variable that each
// thread has its own of.

/// Keeps the last connection that closes from checkpointing.
static inline void inboxd_sqlite3_no_checkpoint_on_close(sqlite3 *connection) {
  sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

/// Binds text that SQLite copies. A null pointer of length 0 binds the empty text, not null.
static inline int inboxd_sqlite3_bind_text(sqlite3_stmt *statement, int index, const void *text, int length) {
  return sqlite3_bind_text(statement, index, length == 0 ? "" : (const char *)text, length, SQLITE_TRANSIENT);
}

/// Binds bytes that SQLite copies. A null pointer of length 0 binds no bytes, not null.
static inline int inboxd_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
  return sqlite3_bind_blob(statement, index, length == 0 ? "" : bytes, length, SQLITE_TRANSIENT);
}

/// Keeps no statistics of memory, whose counters cost a process-wide lock for each allocation. Before the first connection.
static inline void inboxd_sqlite3_no_memory_statistics(void) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// Has SQLite take its memory from `methods`, which it copies. Before the first connection.
static inline int inboxd_sqlite3_use_memory(const sqlite3_mem_methods *methods) {
  return sqlite3_config(SQLITE_CONFIG_MALLOC, methods);
}

/// Where each thread keeps one pointer, null at first; reached in two instructions, where a key of pthread's takes thirty. The
/// place is that of the file that calls it: it is for one file only.
static inline void **inboxd_sqlite3_thread_slot(void) {
  static _Thread_local void *slot;
  return &slot;
}
