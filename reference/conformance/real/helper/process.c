/* Calls that make, name, signal and end processes, and move them between namespaces. */
#include "task.h"

#include <linux/reboot.h>
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>

#define STACK (256 << 10)

struct beginning {
	int slot, parent_slot, is_vfork;
	volatile int pid;
};

/* The first that a new task says: its process is known to the driver by that. */
static void begin(int slot) __attribute__((noreturn));
static void begin(int slot)
{
	reply_to(slot, "hello");
	serve(slot);
}

/* A task in its parent's memory stands on a stack of its own. */
static int begin_in_shared_memory(void *given)
{
	struct beginning *one = given;
	if (one->is_vfork) {
		/* The parent stands still until this one is gone: it cannot answer. */
		char line[64];
		snprintf(line, sizeof line, "ok %d", one->pid);
		reply_to(one->parent_slot, line);
	}
	begin(one->slot);
}

/* clone SLOT flags */
static void clone_call(struct request *r)
{
	long flags = number(r, 1);
	int pidfd = -1;
	char line[64];
	long pid;
	if (flags & CLONE_VM) {
		char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		struct beginning *one = (struct beginning *)stack;
		*one = (struct beginning){ number(r, 0), r->slot, (flags & CLONE_VFORK) != 0, 0 };
		if (flags & CLONE_PIDFD)
			pid = clone(begin_in_shared_memory, stack + STACK, flags | SIGCHLD, one, &pidfd);
		else
			pid = clone(begin_in_shared_memory, stack + STACK, flags | SIGCHLD | CLONE_PARENT_SETTID, one,
				    &one->pid);
		if (pid >= 0 && flags & CLONE_VFORK)
			return;
	} else {
		pid = syscall(SYS_clone, flags | SIGCHLD, 0, &pidfd, 0, 0);
		if (pid == 0)
			begin(number(r, 0));
	}
	if (pid < 0 || !(flags & CLONE_PIDFD)) {
		reply_number(r, pid);
		return;
	}
	snprintf(line, sizeof line, "%ld %d", pid, pidfd);
	reply_text(r, line);
}

/* clone3 SLOT flags exit_signal set_tid_size cgroup tid... */
static void clone3_call(struct request *r)
{
	struct clone_args args = { 0 };
	pid_t tids[64];
	int count = 0, pidfd = -1;
	char line[64];
	long pid;
	for (int at = 5; at < r->argc && count < 64; at++)
		tids[count++] = number(r, at);
	args.flags = number(r, 1);
	args.exit_signal = number(r, 2);
	args.set_tid = count > 0 ? (unsigned long)tids : 0;
	args.set_tid_size = number(r, 3);
	args.cgroup = number(r, 4);
	args.pidfd = (unsigned long)&pidfd;
	pid = syscall(SYS_clone3, &args, sizeof args);
	if (pid == 0)
		begin(number(r, 0));
	if (pid < 0 || !(args.flags & CLONE_PIDFD)) {
		reply_number(r, pid);
		return;
	}
	snprintf(line, sizeof line, "%ld %d", pid, pidfd);
	reply_text(r, line);
}

static void unshare_call(struct request *r)
{
	reply_number(r, unshare(number(r, 0)));
}

static void setns_call(struct request *r)
{
	reply_number(r, setns(number(r, 0), number(r, 1)));
}

/* The new program answers. */
static void execve_call(struct request *r)
{
	char slot[16];
	char *argv[] = { "helper", "serve", slot, NULL };
	char *envp[] = { NULL };
	snprintf(slot, sizeof slot, "%d", r->slot);
	if (has(r, 0))
		execve(text(r, 0), argv, envp);
	else
		syscall(SYS_execveat, PROGRAM_FD, "", argv, envp, AT_EMPTY_PATH);
	reply_number(r, -1);
}

static void exit_call(struct request *r)
{
	_exit(number(r, 0));
}

static void exit_thread_call(struct request *r)
{
	(void)r;
	syscall(SYS_exit, 0);
}

static void wait_call(struct request *r)
{
	int status;
	char line[64];
	pid_t got = waitpid(number(r, 0), &status, number(r, 1));
	if (got <= 0) {
		reply_number(r, got);
		return;
	}
	if (WIFSTOPPED(status))
		snprintf(line, sizeof line, "%d stopped %d", got, WSTOPSIG(status));
	else if (WIFCONTINUED(status))
		snprintf(line, sizeof line, "%d continued", got);
	else if (WIFSIGNALED(status))
		snprintf(line, sizeof line, "%d killed %d", got, WTERMSIG(status));
	else
		snprintf(line, sizeof line, "%d exited %d", got, WEXITSTATUS(status));
	reply_text(r, line);
}

static void kill_call(struct request *r)
{
	reply_number(r, kill(number(r, 0), number(r, 1)));
}

static void getpid_call(struct request *r)
{
	reply_number(r, syscall(SYS_getpid));
}

static void gettid_call(struct request *r)
{
	reply_number(r, syscall(SYS_gettid));
}

static void getppid_call(struct request *r)
{
	reply_number(r, syscall(SYS_getppid));
}

static void setsid_call(struct request *r)
{
	reply_number(r, setsid());
}

static void getsid_call(struct request *r)
{
	reply_number(r, getsid(number(r, 0)));
}

static void getpgrp_call(struct request *r)
{
	reply_number(r, getpgrp());
}

/* Never outside of a pid namespace: init of the driver's own has another number there. */
static void reboot_call(struct request *r)
{
	char status[4096] = "", *levels;
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, status, sizeof status - 1) < 0) {
		reply_number(r, give_up(fd));
		return;
	}
	close(fd);
	levels = strstr(status, "NSpid:");
	if (!levels || !strchr(strchr(levels, '\t') + 1, '\t')) {
		reply_error(r, ENOTSUP);
		return;
	}
	reply_number(r, syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
				!strcmp(text(r, 0), "restart") ? LINUX_REBOOT_CMD_RESTART : LINUX_REBOOT_CMD_POWER_OFF,
				NULL));
}

/* What handlers saw: of this process, which is what tasks that share memory are one in. */
static struct {
	int signal, pid;
} taken[64];
static volatile sig_atomic_t taken_count;

static void take(int signal, siginfo_t *info, void *unused)
{
	(void)unused;
	if (taken_count < 64) {
		taken[taken_count].signal = signal;
		taken[taken_count].pid = info->si_pid;
		taken_count++;
	}
}

static void sigaction_call(struct request *r)
{
	struct sigaction action = { .sa_flags = SA_RESTART };
	if (!strcmp(text(r, 1), "handle")) {
		action.sa_sigaction = take;
		action.sa_flags |= SA_SIGINFO;
	} else {
		action.sa_handler = !strcmp(text(r, 1), "ignore") ? SIG_IGN : SIG_DFL;
	}
	reply_number(r, sigaction(number(r, 0), &action, NULL));
}

static void sigprocmask_call(struct request *r)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, number(r, 1));
	reply_number(r, sigprocmask(!strcmp(text(r, 0), "block") ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL));
}

static void sigpending_call(struct request *r)
{
	char line[256] = "";
	sigset_t set;
	sigpending(&set);
	for (int signal = 1; signal < 32; signal++)
		if (sigismember(&set, signal))
			snprintf(line + strlen(line), sizeof line - strlen(line), "%s%d", *line ? " " : "", signal);
	reply_text(r, line);
}

static void sigtaken_call(struct request *r)
{
	char line[2048] = "";
	for (int at = 0; at < taken_count; at++)
		snprintf(line + strlen(line), sizeof line - strlen(line), "%s%d from %d", at ? ", " : "",
			 taken[at].signal, taken[at].pid);
	taken_count = 0;
	reply_text(r, line);
}

static void pidfd_open_call(struct request *r)
{
	reply_number(r, syscall(SYS_pidfd_open, (pid_t)number(r, 0), (unsigned)number(r, 1)));
}

static void pidfd_send_signal_call(struct request *r)
{
	reply_number(r, syscall(SYS_pidfd_send_signal, (int)number(r, 0), (int)number(r, 1), NULL, 0));
}

static void pidfd_getfd_call(struct request *r)
{
	reply_number(r, syscall(SYS_pidfd_getfd, (int)number(r, 0), (int)number(r, 1), 0));
}

static void socketpair_call(struct request *r)
{
	int pair[2], one = 1;
	char line[64];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0) {
		reply_number(r, -1);
		return;
	}
	for (int at = 0; at < 2; at++)
		setsockopt(pair[at], SOL_SOCKET, SO_PASSCRED, &one, sizeof one);
	snprintf(line, sizeof line, "%d %d", pair[0], pair[1]);
	reply_text(r, line);
}

static void sendbyte(struct request *r)
{
	reply_number(r, send(number(r, 0), "x", 1, MSG_NOSIGNAL));
}

static void recvcreds(struct request *r)
{
	char byte, control[CMSG_SPACE(sizeof(struct ucred))], line[96];
	struct iovec part = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
	};
	struct cmsghdr *header;
	struct ucred creds;
	if (recvmsg(number(r, 0), &message, 0) < 0) {
		reply_number(r, -1);
		return;
	}
	header = CMSG_FIRSTHDR(&message);
	if (!header) {
		reply_error(r, ENODATA);
		return;
	}
	memcpy(&creds, CMSG_DATA(header), sizeof creds);
	snprintf(line, sizeof line, "%d %u %u", creds.pid, creds.uid, creds.gid);
	reply_text(r, line);
}

static void sched_setscheduler_call(struct request *r)
{
	struct sched_param lowest = { .sched_priority = 1 };
	reply_number(r, sched_setscheduler(0, SCHED_FIFO, &lowest));
}

static void settimeofday_call(struct request *r)
{
	struct timeval now;
	gettimeofday(&now, NULL);
	reply_number(r, settimeofday(&now, NULL));
}

const struct call process_calls[] = {
	{ "clone", clone_call },
	{ "clone3", clone3_call },
	{ "unshare", unshare_call },
	{ "setns", setns_call },
	{ "execve", execve_call },
	{ "exit", exit_call },
	{ "exit_thread", exit_thread_call },
	{ "wait", wait_call },
	{ "kill", kill_call },
	{ "getpid", getpid_call },
	{ "gettid", gettid_call },
	{ "getppid", getppid_call },
	{ "setsid", setsid_call },
	{ "getsid", getsid_call },
	{ "getpgrp", getpgrp_call },
	{ "reboot", reboot_call },
	{ "sigaction", sigaction_call },
	{ "sigprocmask", sigprocmask_call },
	{ "sigpending", sigpending_call },
	{ "sigtaken", sigtaken_call },
	{ "pidfd_open", pidfd_open_call },
	{ "pidfd_send_signal", pidfd_send_signal_call },
	{ "pidfd_getfd", pidfd_getfd_call },
	{ "socketpair", socketpair_call },
	{ "sendbyte", sendbyte },
	{ "recvcreds", recvcreds },
	{ "sched_setscheduler", sched_setscheduler_call },
	{ "settimeofday", settimeofday_call },
	{ NULL, NULL },
};
