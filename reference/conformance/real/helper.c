/*
 * One task of the real kernel a process, told what to call over a socket of its own.
 *
 * The first process only passes lines between stdin/stdout and the tasks. Its child is init of throw-away namespaces of
 * every type but user and reaps what is orphaned; the first task is init's child. When stdin ends, or the first process
 * dies, init is killed, and with it everything in its pid namespace: nothing stays behind.
 *
 *   stdin:  SLOT call argument...        stdout: SLOT ok VALUE | SLOT err NUMBER
 *
 * Arguments are separated by spaces and percent-encoded. A task that clones names the free slot of its child.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLOTS 48
#define LINE 8192
#define FIRST_FD 300

static int driver_end[SLOTS];
static int task_end[SLOTS];
static int me;

static void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static void decode(char *text)
{
	char *out = text;
	for (; *text; text++) {
		unsigned byte;
		if (*text == '%' && sscanf(text + 1, "%2x", &byte) == 1) {
			*out++ = (char)byte;
			text += 2;
		} else {
			*out++ = *text;
		}
	}
	*out = 0;
}

static void reply(const char *text)
{
	if (send(task_end[me], text, strlen(text), MSG_NOSIGNAL) < 0)
		_exit(1);
}

static void reply_text(const char *value)
{
	char line[LINE];
	snprintf(line, sizeof line, "ok %s", value);
	reply(line);
}

static void reply_number(long value)
{
	char line[64];
	if (value < 0)
		snprintf(line, sizeof line, "err %d", errno);
	else
		snprintf(line, sizeof line, "ok %ld", value);
	reply(line);
}

static void serve(void);

/* A task: the copy of a process that goes on at another slot. */
static void clone_task(int slot, unsigned long long flags, int ntids, pid_t *tids, int is_clone3)
{
	long pid;
	if (is_clone3) {
		struct clone_args args = { 0 };
		args.flags = flags;
		args.exit_signal = SIGCHLD;
		args.set_tid = ntids > 0 ? (unsigned long)tids : 0;
		args.set_tid_size = ntids;
		pid = syscall(SYS_clone3, &args, sizeof args);
	} else {
		pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
	}
	if (pid == 0) {
		me = slot;
		serve();
	}
	reply_number(pid);
}

static int open_ns(const char *link, const char *pid)
{
	char path[128];
	snprintf(path, sizeof path, "/proc/%s/ns/%s", pid, link);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static void reply_link_of(int fd)
{
	char path[64], name[128];
	ssize_t length;
	if (fd < 0) {
		reply_number(-1);
		return;
	}
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	length = readlink(path, name, sizeof name - 1);
	close(fd);
	if (length < 0) {
		reply_number(-1);
		return;
	}
	name[length] = 0;
	reply_text(name);
}

static void reply_nsid(const char *link)
{
	char path[128], name[128];
	ssize_t length;
	snprintf(path, sizeof path, "/proc/self/ns/%s", link);
	length = readlink(path, name, sizeof name - 1);
	if (length < 0) {
		reply_number(-1);
		return;
	}
	name[length] = 0;
	reply_text(name);
}

static void reply_wait(int pid)
{
	int status;
	char line[64];
	pid_t got = waitpid(pid, &status, 0);
	if (got < 0) {
		reply_number(-1);
		return;
	}
	if (WIFSIGNALED(status))
		snprintf(line, sizeof line, "%d killed %d", got, WTERMSIG(status));
	else
		snprintf(line, sizeof line, "%d exited %d", got, WEXITSTATUS(status));
	reply_text(line);
}

static void reply_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t done;
	int saved;
	if (fd < 0) {
		reply_number(-1);
		return;
	}
	done = write(fd, text, strlen(text));
	saved = errno;
	close(fd);
	errno = saved;
	reply_number(done);
}

static void reply_read(const char *path)
{
	char text[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t done;
	if (fd < 0) {
		reply_number(-1);
		return;
	}
	done = read(fd, text, sizeof text - 1);
	close(fd);
	if (done < 0) {
		reply_number(-1);
		return;
	}
	while (done > 0 && text[done - 1] == '\n')
		done--;
	text[done] = 0;
	/* An answer is one line. */
	for (char *at = text; *at; at++)
		if (*at == '\n')
			*at = ' ';
	reply_text(text);
}

static int bind_tcp(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		int saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static int abstract_socket(const char *name, int is_server)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t length = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	int result;
	strncpy(address.sun_path + 1, name, sizeof address.sun_path - 2);
	if (fd < 0)
		return -1;
	if (is_server)
		result = bind(fd, (struct sockaddr *)&address, length) < 0 ? -1 : listen(fd, 8);
	else
		result = connect(fd, (struct sockaddr *)&address, length);
	if (result < 0) {
		int saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static void run(int argc, char **argv)
{
	const char *call = argv[0];
	const char *a = argc > 1 ? argv[1] : "";
	const char *b = argc > 2 ? argv[2] : "";
	long long number = strtoll(a, NULL, 10);
	long long second = strtoll(b, NULL, 10);
	struct utsname names;
	uname(&names);

	if (!strcmp(call, "clone"))
		clone_task(number, strtoull(b, NULL, 10), 0, NULL, 0);
	else if (!strcmp(call, "clone3")) {
		pid_t tids[64];
		int count = 0;
		for (int i = 3; i < argc && count < 64; i++)
			tids[count++] = atoi(argv[i]);
		clone_task(number, strtoull(b, NULL, 10), count, tids, 1);
	} else if (!strcmp(call, "unshare"))
		reply_number(unshare(number));
	else if (!strcmp(call, "openns"))
		reply_number(open_ns(a, argc > 2 ? b : "self"));
	else if (!strcmp(call, "setns"))
		reply_number(setns(number, second));
	else if (!strcmp(call, "nsid"))
		reply_nsid(a);
	else if (!strcmp(call, "close"))
		reply_number(close(number));
	else if (!strcmp(call, "exit"))
		_exit(number);
	else if (!strcmp(call, "wait"))
		reply_wait(number);
	else if (!strcmp(call, "kill"))
		reply_number(kill(number, second));
	else if (!strcmp(call, "getpid"))
		reply_number(syscall(SYS_getpid));
	else if (!strcmp(call, "getppid"))
		reply_number(syscall(SYS_getppid));
	else if (!strcmp(call, "sethostname"))
		reply_number(syscall(SYS_sethostname, a, (int)second));
	else if (!strcmp(call, "gethostname"))
		reply_text(names.nodename);
	else if (!strcmp(call, "setdomainname"))
		reply_number(syscall(SYS_setdomainname, a, (int)second));
	else if (!strcmp(call, "getdomainname"))
		reply_text(names.domainname);
	else if (!strcmp(call, "getuid"))
		reply_number(syscall(SYS_getuid));
	else if (!strcmp(call, "getgid"))
		reply_number(syscall(SYS_getgid));
	else if (!strcmp(call, "setuid"))
		reply_number(syscall(SYS_setuid, number));
	else if (!strcmp(call, "write"))
		reply_write(a, b);
	else if (!strcmp(call, "read"))
		reply_read(a);
	else if (!strcmp(call, "msgget"))
		reply_number(msgget(number, second));
	else if (!strcmp(call, "shmget"))
		reply_number(shmget(number, 4096, second));
	else if (!strcmp(call, "semget"))
		reply_number(semget(number, 1, second));
	else if (!strcmp(call, "bindtcp"))
		reply_number(bind_tcp(number));
	else if (!strcmp(call, "bindabstract"))
		reply_number(abstract_socket(a, 1));
	else if (!strcmp(call, "connectabstract"))
		reply_number(abstract_socket(a, 0));
	else if (!strcmp(call, "nsuser"))
		reply_link_of(ioctl(number, NS_GET_USERNS));
	else if (!strcmp(call, "nsparent"))
		reply_link_of(ioctl(number, NS_GET_PARENT));
	else if (!strcmp(call, "nstype"))
		reply_number(ioctl(number, NS_GET_NSTYPE));
	else if (!strcmp(call, "nsowner")) {
		uid_t uid = 0;
		reply_number(ioctl(number, NS_GET_OWNER_UID, &uid) < 0 ? -1 : (long)uid);
	} else {
		errno = ENOSYS;
		reply_number(-1);
	}
}

static void serve(void)
{
	char line[LINE];
	for (;;) {
		char *argv[80], *save = NULL;
		int argc = 0;
		ssize_t length = recv(task_end[me], line, sizeof line - 1, 0);
		if (length <= 0)
			_exit(0);
		line[length] = 0;
		for (char *word = strtok_r(line, " ", &save); word && argc < 80; word = strtok_r(NULL, " ", &save)) {
			decode(word);
			argv[argc++] = word;
		}
		if (argc > 0)
			run(argc, argv);
	}
}

static int init(void *unused)
{
	pid_t first;
	(void)unused;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || mount("proc", "/proc", "proc", 0, NULL) < 0)
		die("mount");
	first = fork();
	if (first == 0) {
		me = 0;
		serve();
	}
	for (int i = 0; i < SLOTS; i++)
		close(task_end[i]);
	while (wait(NULL) >= 0 || errno == EINTR)
		;
	return 0;
}

int main(void)
{
	/* A child goes on from where its parent stood, so that each generation stands deeper. */
	static char stack[4 << 20];
	char line[LINE], answer[LINE];
	struct pollfd polled[SLOTS + 1];
	size_t filled = 0;
	pid_t pid;

	for (int i = 0; i < SLOTS; i++) {
		int pair[2];
		if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0)
			die("socketpair");
		/* High numbers: the calls of a rule get 3, 4, 5 as in any program. */
		driver_end[i] = fcntl(pair[0], F_DUPFD_CLOEXEC, FIRST_FD);
		task_end[i] = fcntl(pair[1], F_DUPFD, FIRST_FD);
		close(pair[0]);
		close(pair[1]);
	}
	pid = clone(init, stack + sizeof stack,
		    CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWCGROUP | SIGCHLD, NULL);
	if (pid < 0)
		die("clone");
	for (int i = 0; i < SLOTS; i++)
		close(task_end[i]);
	printf("ready\n");
	fflush(stdout);
	for (;;) {
		polled[0] = (struct pollfd){ .fd = 0, .events = POLLIN };
		for (int i = 0; i < SLOTS; i++)
			polled[i + 1] = (struct pollfd){ .fd = driver_end[i], .events = POLLIN };
		if (poll(polled, SLOTS + 1, -1) < 0 && errno != EINTR)
			die("poll");
		for (int i = 0; i < SLOTS; i++) {
			ssize_t got;
			if (!(polled[i + 1].revents & POLLIN))
				continue;
			got = recv(driver_end[i], answer, sizeof answer - 1, 0);
			if (got > 0)
				printf("%d %.*s\n", i, (int)got, answer);
		}
		fflush(stdout);
		if (polled[0].revents) {
			ssize_t got = read(0, line + filled, sizeof line - 1 - filled);
			char *end;
			if (got <= 0)
				break;
			filled += got;
			line[filled] = 0;
			while ((end = strchr(line, '\n'))) {
				char *text = strchr(line, ' ');
				int slot = atoi(line);
				*end = 0;
				if (text && slot >= 0 && slot < SLOTS)
					send(driver_end[slot], text + 1, strlen(text + 1), MSG_NOSIGNAL);
				filled -= end + 1 - line;
				memmove(line, end + 1, filled + 1);
			}
		}
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return 0;
}
