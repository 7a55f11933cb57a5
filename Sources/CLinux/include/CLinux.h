// Calls of Linux that the C library's Swift module leaves out, because they are variadic, hidden
// behind _GNU_SOURCE, or a variable.
#ifndef CLINUX_H
#define CLINUX_H

#include <sys/types.h>

/// Exchanges two entries of directories in one step (renameat2(2), RENAME_EXCHANGE).
/// Returns 0, or -1 with errno.
int linux_exchange(int first_directory, const char *first, int second_directory,
                   const char *second);

/// Opens `name` beneath `directory` without following any symbolic link on the way (openat2(2),
/// RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS). Where the kernel has no openat2, openat(2) with
/// O_NOFOLLOW, which is as good for a name without a slash. Returns a descriptor, or -1 with errno.
int linux_open_beneath(int directory, const char *name, int flags);

/// Waits until everything written to the file system of `descriptor` is on its disk (syncfs(2)).
/// Returns 0, or -1 with errno.
int linux_synchronize_file_system(int descriptor);

/// Blocks SIGINT and SIGTERM for the calling thread and returns a descriptor that can be read once one
/// of them has arrived (signalfd(2)), or -1 with errno.
int linux_termination_descriptor(void);

/// Takes the next signal from such a descriptor: its number, or 0 where none has arrived.
int linux_next_signal(int descriptor);

/// The environment of the process, to be handed on as it is (environ(7)).
char **linux_environment(void);

#endif
