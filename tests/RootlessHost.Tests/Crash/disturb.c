/*
 * Runs a program and disturbs it at one of its system calls.
 *
 *   disturb CALL WHEN[+] signal|error NUMBER PROGRAM [ARGUMENT...]
 *
 * CALL is the number of a system call, WHEN says at which call of it by the main thread, counted from 1 (with +: and at each one after). There the
 * signal is sent, or the call is not made and fails with the error. Ends as the program does, with 128 + N when signal N killed it.
 *
 * What strace(1) does with --inject; but that asks the kernel first, with eight processes, what it can do, and stops the program at each call of its
 * name and every other. Thousands of runs make that minutes. Here the program is stopped by seccomp(2), at that call only.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__
#error "which register holds the number of a system call is known for x86-64 only"
#endif

enum { CANNOT = 125, BY_SIGNAL = 128 };

static void fail(const char *what)
{
	fprintf(stderr, "disturb: %s: %s\n", what, strerror(errno));
	_exit(CANNOT);
}

static long number(const char *text, const char *after)
{
	char *end;
	errno = 0;
	long value = strtol(text, &end, 10);
	if (end == text || value < 0 || value > INT_MAX || strspn(end, after) != strlen(end)) {
		fprintf(stderr, "disturb: %s is no number\n", text);
		_exit(CANNOT);
	}
	return value;
}

/* Becomes the program, which is stopped at each such call from its execve(2) on. */
static void start(unsigned int call, char **command)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof code / sizeof *code, code };

	if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0)
		fail("ptrace");
	raise(SIGSTOP);
	/* Who is not root may filter only what gains no privilege from a program it runs. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) != 0
	    && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) != 0))
		fail("seccomp");
	execv(command[0], command);
	fail(command[0]);
}

/* The call is not made: seccomp(2) leaves out number -1, and what is in rax then is what it returns. */
static void fail_call(pid_t thread, int error)
{
	struct user_regs_struct registers;

	if (ptrace(PTRACE_GETREGS, thread, 0, &registers) != 0)
		fail("ptrace");
	registers.orig_rax = -1;
	registers.rax = -error;
	if (ptrace(PTRACE_SETREGS, thread, 0, &registers) != 0)
		fail("ptrace");
}

int main(int count, char **words)
{
	if (count < 6 || (strcmp(words[3], "signal") != 0 && strcmp(words[3], "error") != 0)) {
		fprintf(stderr, "usage: disturb CALL WHEN[+] signal|error NUMBER PROGRAM [ARGUMENT...]\n");
		return CANNOT;
	}
	long call = number(words[1], ""), when = number(words[2], "+"), what = number(words[4], "");
	int is_signal = strcmp(words[3], "signal") == 0, is_always = strchr(words[2], '+') != NULL, status;

	pid_t program = fork();
	if (program < 0)
		fail("fork");
	if (program == 0)
		start((unsigned int)call, words + 5);
	if (waitpid(program, &status, 0) != program || !WIFSTOPPED(status))
		fail("the program did not stop");
	if (ptrace(PTRACE_SETOPTIONS, program, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) != 0)
		fail("ptrace");
	ptrace(PTRACE_CONT, program, 0, 0);

	for (long made = 0;;) {
		pid_t thread = waitpid(-1, &status, __WALL);
		if (thread < 0) {
			if (errno == EINTR)
				continue;
			fail("waitpid");
		}
		if (!WIFSTOPPED(status)) {
			if (thread != program)
				continue;
			return WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
		}
		int event = status >> 16, pass = 0;
		if (event == PTRACE_EVENT_SECCOMP && thread == program && (++made == when || (is_always && made > when))) {
			if (is_signal)
				syscall(SYS_tgkill, program, program, what);
			else
				fail_call(program, (int)what);
		}
		/* A thread that is new stops itself once; everything else without an event is a signal of the program's own. */
		else if (event == 0 && WSTOPSIG(status) != SIGSTOP)
			pass = WSTOPSIG(status);
		/* It may have been killed meanwhile. */
		ptrace(PTRACE_CONT, thread, 0, pass);
	}
}
