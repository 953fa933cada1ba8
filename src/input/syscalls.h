/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * syscalls: system call numbers of x86-64, as raw_syscalls lines have them.
 */
#ifndef INPUT_SYSCALLS_H
#define INPUT_SYSCALLS_H

/* The name in the system call table, and the one of its tracepoint (they
 * differ for a handful: umount2 is sys_enter_umount).  NULL: no such call.
 * The tracepoint's is the table's where there is none of its own. */
const char *syscall_name(long number);
const char *syscall_tracepoint(long number);

#endif
