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

/// Attaches a program of classic BPF to a socket (SO_ATTACH_FILTER, socket(7)): `count` instructions
/// of 8 octets, laid out as `struct sock_filter`. Returns 0, or -1 with errno.
int linux_attach_filter(int socket, const void *instructions, unsigned short count);

/// Makes a packet socket give no frames that this machine sends (PACKET_IGNORE_OUTGOING, packet(7)).
/// Returns 0, or -1 with errno.
int linux_ignore_outgoing(int socket);

/// Gives up the right to become more by execve(2) (PR_SET_NO_NEW_PRIVS, prctl(2)), for the calling
/// thread. Returns 0, or -1 with errno.
int linux_give_up_new_privileges(void);

/// The version of Landlock's interface that the kernel has, 0 where it has none.
int linux_landlock_version(void);

/// Forbids the calling thread, for ever, every access to files by name and, from version 4 on, TCP
/// sockets to be bound and connected (landlock(7)). Needs `linux_give_up_new_privileges` before.
/// Descriptors that are open stay as they are. Returns 0, or -1 with errno.
int linux_landlock_everything(void);

/// Leaves all groups and becomes another user of one group, for real, effectively and as saved
/// (setgroups(2), setresgid(2), setresuid(2)). Returns 0, or -1 with errno.
int linux_become(uid_t user, gid_t group);

/// Gives up all capabilities of the calling thread (capset(2)). Returns 0, or -1 with errno.
int linux_give_up_capabilities(void);

/// The environment of the process, to be handed on as it is (environ(7)).
char **linux_environment(void);

#endif
