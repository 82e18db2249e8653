/*
 * Control groups. They are the machine's own, so that each program makes its own below one that is named after the
 * helper's first process, and somebody who outlives that one takes them away: see cgroup_guard().
 */
#include "task.h"

#include <dirent.h>
#include <linux/mount.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define PREFIX "mergeready-"
/* Of /proc/PID/cgroup, and what it is mounted by. */
#define V1_NAME "systemd"
#define V1_KEY ":name=" V1_NAME ":"
#define V2_KEY "0::"
/* Longer than processes take to be gone that were killed; in steps of a millisecond. */
#define PATIENCE 5000

/* "No medium": the machine has no such hierarchy, or lets nobody write to it. The runner says so. */
#define NOT_HERE ENOMEDIUM

/* Its name, below the cgroup that the helper itself is in. Set before the first task is made. */
static char base[64];

static int is_v1(const char *hierarchy)
{
	return !strcmp(hierarchy, "v1");
}

/* The path of this process in /proc/self/cgroup; empty if there is no such hierarchy. */
static void own_path(const char *key, char *path, size_t size)
{
	char line[1024], *found;
	FILE *file = fopen("/proc/self/cgroup", "re");
	*path = 0;
	while (file && fgets(line, sizeof line, file))
		if ((found = strstr(line, key))) {
			line[strcspn(line, "\n")] = 0;
			snprintf(path, size, "%s", found + strlen(key));
		}
	if (file)
		fclose(file);
}

/* A hierarchy's top directory, mounted nowhere. */
static int top(int v1)
{
	int context = syscall(SYS_fsopen, v1 ? "cgroup" : "cgroup2", 1 /* FSOPEN_CLOEXEC */), fd = -1;
	if (context >= 0 && v1) {
		syscall(SYS_fsconfig, context, FSCONFIG_SET_FLAG, "none", NULL, 0);
		syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "name", V1_NAME, 0);
	}
	if (context >= 0 && syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) >= 0)
		fd = syscall(SYS_fsmount, context, 1 /* FSMOUNT_CLOEXEC */, 0);
	give_up(context);
	return fd;
}

/* Opens the helper's own cgroup of one hierarchy under a number that all tasks inherit. */
static void prepare(int v1, const char *key, int number)
{
	char path[1024];
	int at, own;
	/* A hierarchy would be made if it did not exist: that would be a change of the machine. */
	own_path(key, path, sizeof path);
	at = *path ? top(v1) : -1;
	own = at < 0 ? -1 : openat(at, path[1] ? path + 1 : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (own >= 0)
		dup2(own, number);
	give_up(own);
	give_up(at);
}

void cgroup_prepare(void)
{
	snprintf(base, sizeof base, PREFIX "%d", (int)getpid());
	prepare(0, V2_KEY, CGROUP_FD);
	prepare(1, V1_KEY, CGROUP_FD + 1);
}

/* The base of a hierarchy. */
static int open_base(const char *hierarchy)
{
	int fd = openat(CGROUP_FD + is_v1(hierarchy), base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		errno = NOT_HERE;
	return fd;
}

static void remove_tree(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *one;
	while (directory && (one = readdir(directory)))
		if (one->d_type == DT_DIR && one->d_name[0] != '.')
			remove_tree(fd, one->d_name);
	if (directory)
		closedir(directory);
	unlinkat(at, name, AT_REMOVEDIR);
}

/* What a helper left behind that was killed together with its guard. */
static void remove_stale(int at)
{
	int fd = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *one;
	while (directory && (one = readdir(directory)))
		if (!strncmp(one->d_name, PREFIX, strlen(PREFIX)) &&
		    kill(atoi(one->d_name + strlen(PREFIX)), 0) < 0 && errno == ESRCH)
			remove_tree(at, one->d_name);
	if (directory)
		closedir(directory);
}

static void remove_base(int at)
{
	for (int waited = 0; waited < PATIENCE; waited++) {
		remove_tree(at, base);
		if (faccessat(at, base, F_OK, 0) < 0)
			break;
		poll(NULL, 0, 1);
	}
	remove_stale(at);
}

/* The write end of a pipe that only the first process has: it is closed when that one ends, however it does. */
static int guarded = -1;
static pid_t guard;

void cgroup_guard(void)
{
	int ends[2];
	char byte;
	if (guarded >= 0 || pipe2(ends, O_CLOEXEC) < 0)
		return;
	mkdirat(CGROUP_FD, base, 0755);
	mkdirat(CGROUP_FD + 1, base, 0755);
	guard = fork();
	if (guard == 0) {
		/* Nothing else stays open: whoever waits for the helper's end must not wait for the guard's. */
		dup2(ends[0], 0);
		dup2(CGROUP_FD, 1);
		dup2(CGROUP_FD + 1, 2);
		syscall(SYS_close_range, 3, ~0U, 0);
		while (read(0, &byte, 1) > 0)
			;
		remove_base(1);
		remove_base(2);
		_exit(0);
	}
	close(ends[0]);
	guarded = ends[1];
}

/* The regular end: the first process waits until all is gone. */
void cgroup_end(void)
{
	if (guarded < 0)
		return;
	close(guarded);
	waitpid(guard, NULL, 0);
}

/* A directory by its name below the base; an empty one is the base. */
static int open_at(const char *hierarchy, const char *name, int *parent, const char **last)
{
	char copy[256];
	char *slash;
	int at = open_base(hierarchy), fd;
	if (at < 0)
		return -1;
	snprintf(copy, sizeof copy, "%s", name);
	slash = strrchr(copy, '/');
	*last = slash ? strrchr(name, '/') + 1 : name;
	if (!slash) {
		*parent = at;
		return 0;
	}
	*slash = 0;
	fd = openat(at, copy, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	give_up(at);
	*parent = fd;
	return fd < 0 ? -1 : 0;
}

static void cgmkdir(struct request *r)
{
	int parent;
	const char *last;
	if (open_at(text(r, 1), text(r, 0), &parent, &last) < 0) {
		reply_number(r, -1);
		return;
	}
	reply_number(r, mkdirat(parent, last, 0755) < 0 ? give_up(parent) : close(parent));
}

static void cgrmdir(struct request *r)
{
	int parent;
	const char *last;
	if (open_at(text(r, 1), text(r, 0), &parent, &last) < 0) {
		reply_number(r, -1);
		return;
	}
	reply_number(r, unlinkat(parent, last, AT_REMOVEDIR) < 0 ? give_up(parent) : close(parent));
}

/* A file of a cgroup's directory; its descriptor, or -1. */
static int open_file(const char *hierarchy, const char *name, const char *file, int flags)
{
	char path[512];
	int at = open_base(hierarchy), fd;
	if (at < 0)
		return -1;
	snprintf(path, sizeof path, "%s%s%s", name, *name ? "/" : "", file);
	fd = openat(at, path, flags | O_CLOEXEC);
	give_up(at);
	return fd;
}

static void write_file(struct request *r, const char *hierarchy, const char *file, const char *value)
{
	int fd = open_file(hierarchy, text(r, 0), file, O_WRONLY);
	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		reply_number(r, give_up(fd));
	else
		reply_number(r, close(fd));
}

static void cgjoin(struct request *r)
{
	write_file(r, text(r, 1), "cgroup.procs", has(r, 2) ? text(r, 2) : "0");
}

static void cgfreeze(struct request *r)
{
	write_file(r, "v2", "cgroup.freeze", text(r, 1));
}

static void cgfrozen(struct request *r)
{
	char events[256] = "";
	int fd = open_file("v2", text(r, 0), "cgroup.events", O_RDONLY);
	if (fd < 0 || read(fd, events, sizeof events - 1) < 0)
		reply_number(r, give_up(fd));
	else
		reply_number(r, close(fd) < 0 ? -1 : strstr(events, "frozen 1") != NULL);
}

/* The lowest number that is free, as of open(2). */
static void cgopen(struct request *r)
{
	int fd = open_file("v2", text(r, 0), ".", O_RDONLY | O_DIRECTORY);
	int lowest = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
	give_up(fd);
	reply_number(r, lowest);
}

/* The path in /proc/PID/cgroup, with `base` for the name that the base has. */
static void cgroup_call(struct request *r)
{
	char name[64], line[1024], shown[1024];
	const char *key = is_v1(text(r, 1)) ? V1_KEY : V2_KEY;
	const char *path = NULL, *found;
	FILE *file;
	snprintf(name, sizeof name, "/proc/%s/cgroup", number(r, 0) ? text(r, 0) : "self");
	file = fopen(name, "re");
	while (file && !path && fgets(line, sizeof line, file)) {
		path = strstr(line, key);
		line[strcspn(line, "\n")] = 0;
	}
	if (!path) {
		reply_error(r, file ? NOT_HERE : errno);
		if (file)
			fclose(file);
		return;
	}
	fclose(file);
	path += strlen(key);
	found = strstr(path, base);
	if (found)
		snprintf(shown, sizeof shown, "%.*sbase%s", (int)(found - path), path, found + strlen(base));
	else
		snprintf(shown, sizeof shown, "%s", path);
	reply_text(r, shown);
}

const struct call cgroup_calls[] = {
	{ "cgmkdir", cgmkdir },	  { "cgrmdir", cgrmdir },   { "cgjoin", cgjoin },     { "cgopen", cgopen },
	{ "cgfreeze", cgfreeze }, { "cgfrozen", cgfrozen }, { "cgroup", cgroup_call }, { NULL, NULL },
};
