# SPDX-License-Identifier: GPL-3.0-or-later
#
# Puts the interrupts into a trace of perf that was recorded without them: when
# a request is complete (the system call named by -v call=sys_exit_NAME has
# returned), kvm_inj_virq stands before the next kvm_entry, at its time.  Every
# seventh is left out and every fifth stands there twice, as a real trace loses
# some and has others of timers.

{
	if (index($0, ": syscalls:" call ": ") || index($0, " syscalls:" call ": "))
		complete = 1
	if (complete && match($0, / kvm:kvm_entry: /)) {
		complete = 0
		line = substr($0, 1, RSTART) "kvm:kvm_inj_virq: IRQ 0xef"
		n++
		if (n % 7 != 0)
			print line
		if (n % 5 == 0)
			print line
	}
	print
}
