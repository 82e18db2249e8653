/*
 * One task of the real kernel a process, told what to call over a socket of its own.
 *
 * The first process only passes lines between stdin/stdout and the tasks. Its child is init of throw-away namespaces of
 * every type but user and reaps what is orphaned; the first task is init's child. When stdin ends, or the first process
 * dies, init is killed, and with it everything in its pid namespace: nothing stays behind.
 *
 *   stdin:  SLOT call argument...        stdout: SLOT ok VALUE | SLOT err NUMBER | SLOT hello
 *           -1 settle SLOT                       -1 ok 0: the process of that slot has ended
 *
 * A task that clones names the free slot of its child; a new task says hello.
 */
#include "task.h"

#include <poll.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* A process that does not end by then will not, milliseconds. */
#define SETTLE_MS 1000

static void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

/*
 * A file tree of its own, so that nothing of the machine's can be reached, let alone changed: a tmpfs with a few empty
 * directories, proc and sysfs.
 */
static void make_root(void)
{
	static const char *const directories[] = { "proc", "sys", "dev", "tmp", "mnt", "old" };
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		die("mount private");
	if (mount("tmpfs", "/tmp", "tmpfs", 0, "mode=755") < 0 || chdir("/tmp") < 0)
		die("mount tmpfs");
	umask(0);
	for (size_t at = 0; at < sizeof directories / sizeof *directories; at++)
		if (mkdir(directories[at], 0755) < 0)
			die("mkdir");
	umask(022);
	/* While the old ones are in sight a user namespace's root may mount proc as well. */
	if (mount("proc", "proc", "proc", 0, NULL) < 0 || mount("sysfs", "sys", "sysfs", 0, NULL) < 0)
		die("mount proc");
	if (syscall(SYS_pivot_root, ".", "old") < 0 || chdir("/") < 0)
		die("pivot_root");
	if (umount2("/old", MNT_DETACH) < 0 || rmdir("/old") < 0)
		die("umount");
}

/* Held open by the first process alone: who is in another pid namespace cannot ask whether its parent lives. */
static int alive[2];

static void die_with_parent(void)
{
	struct pollfd one = { .fd = alive[0] };
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It sends nothing where the parent died before. */
	close(alive[1]);
	if (poll(&one, 1, 0) != 0)
		_exit(1);
	close(alive[0]);
}

static int init(void *unused)
{
	(void)unused;
	die_with_parent();
	make_root();
	/* What is orphaned is reaped at once. */
	signal(SIGCHLD, SIG_IGN);
	if (fork() == 0) {
		signal(SIGCHLD, SIG_DFL);
		reply_to(0, "hello");
		serve(0);
	}
	for (int slot = 0; slot < SLOTS; slot++)
		close(TASK_FD + slot);
	while (wait(NULL) >= 0 || errno == EINTR)
		;
	return 0;
}

/* Of each task that said hello: the kernel tells by it when the task's process has ended. */
static int pidfds[SLOTS];

static void make_sockets(void)
{
	int one = 1;
	for (int slot = 0; slot < SLOTS; slot++) {
		int pair[2];
		if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0)
			die("socketpair");
		if (dup3(pair[0], DRIVER_FD + slot, O_CLOEXEC) < 0 || dup2(pair[1], TASK_FD + slot) < 0)
			die("dup");
		setsockopt(DRIVER_FD + slot, SOL_SOCKET, SO_PASSCRED, &one, sizeof one);
		pidfds[slot] = -1;
		close(pair[0]);
		close(pair[1]);
	}
}

/* Receives one line, and learns from the first one whose it is. */
static ssize_t receive(int slot, char *answer, size_t size)
{
	char control[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec part = { answer, size };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
	};
	ssize_t got = recvmsg(DRIVER_FD + slot, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (header && pidfds[slot] < 0) {
		struct ucred creds;
		memcpy(&creds, CMSG_DATA(header), sizeof creds);
		pidfds[slot] = syscall(SYS_pidfd_open, creds.pid, 0);
	}
	return got;
}

static void settle(int slot)
{
	struct pollfd one = { .fd = pidfds[slot], .events = POLLIN };
	if (one.fd >= 0)
		poll(&one, 1, SETTLE_MS);
	printf("-1 ok 0\n");
	fflush(stdout);
}

static void pass_answers(const struct pollfd *polled)
{
	char answer[LINE];
	for (int slot = 0; slot < SLOTS; slot++) {
		ssize_t got;
		if (!(polled[slot].revents & POLLIN))
			continue;
		got = receive(slot, answer, sizeof answer - 1);
		if (got > 0)
			printf("%d %.*s\n", slot, (int)got, answer);
	}
	fflush(stdout);
}

/* Passes what is complete of stdin; returns 0 at its end. */
static int pass_requests(void)
{
	static char line[2 * LINE];
	static size_t filled;
	char *end;
	ssize_t got = read(0, line + filled, sizeof line - 1 - filled);
	if (got <= 0)
		return 0;
	filled += got;
	line[filled] = 0;
	while ((end = strchr(line, '\n'))) {
		char *words = strchr(line, ' ');
		int slot = atoi(line);
		*end = 0;
		if (words && slot == -1 && !strncmp(words, " settle ", 8))
			settle(atoi(words + 8));
		else if (words && slot >= 0 && slot < SLOTS) {
			if (!strncmp(words, " cg", 3))
				cgroup_guard();
			send(DRIVER_FD + slot, words + 1, strlen(words + 1), MSG_NOSIGNAL);
		}
		filled -= end + 1 - line;
		memmove(line, end + 1, filled + 1);
	}
	return 1;
}

int main(int argc, char **argv)
{
	/* A child goes on from where its parent stood, so that each generation stands deeper. */
	static char stack[8 << 20];
	struct pollfd polled[SLOTS + 1];
	pid_t pid;
	int program;

	/* After execve: the same task goes on. */
	if (argc == 3 && !strcmp(argv[1], "serve")) {
		reply_to(atoi(argv[2]), "ok 0");
		serve(atoi(argv[2]));
	}
	program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (dup2(program, PROGRAM_FD) < 0)
		die("/proc/self/exe");
	close(program);
	cgroup_prepare();
	make_sockets();
	if (pipe2(alive, O_CLOEXEC) < 0)
		die("pipe");
	pid = clone(init, stack + sizeof stack,
		    CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWCGROUP | SIGCHLD, NULL);
	if (pid < 0)
		die("clone");
	close(alive[0]);
	for (int slot = 0; slot < SLOTS; slot++)
		close(TASK_FD + slot);
	printf("ready\n");
	fflush(stdout);
	for (;;) {
		for (int slot = 0; slot < SLOTS; slot++)
			polled[slot] = (struct pollfd){ .fd = DRIVER_FD + slot, .events = POLLIN };
		polled[SLOTS] = (struct pollfd){ .fd = 0, .events = POLLIN };
		if (poll(polled, SLOTS + 1, -1) < 0 && errno != EINTR)
			die("poll");
		pass_answers(polled);
		if (polled[SLOTS].revents && !pass_requests())
			break;
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	cgroup_end();
	return 0;
}
