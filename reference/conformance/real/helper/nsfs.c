/* Files of namespaces and their ioctls. Numbers that Debian's headers do not know yet are given here. */
#include "task.h"

#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

struct mnt_info {
	unsigned size, mounts;
	unsigned long long id;
};

#define GET_PID_FROM_PIDNS _IOR(NSIO, 0x6, int)
#define GET_PID_IN_PIDNS _IOR(NSIO, 0x8, int)
#define MNT_GET_INFO _IOR(NSIO, 10, struct mnt_info)
#define MNT_GET_NEXT _IOR(NSIO, 11, struct mnt_info)
#define MNT_GET_PREV _IOR(NSIO, 12, struct mnt_info)
#define GET_ID _IOR(NSIO, 13, unsigned long long)
#define PIDFD_IOC 0xFF

static const char *link_path(struct request *r, char *path, size_t size)
{
	snprintf(path, size, "/proc/%s/ns/%s", has(r, 1) ? text(r, 1) : "self", text(r, 0));
	return path;
}

static void openns(struct request *r)
{
	char path[128];
	reply_number(r, open(link_path(r, path, sizeof path), O_RDONLY | O_CLOEXEC));
}

static void nsid(struct request *r)
{
	char path[128], name[128];
	ssize_t length = readlink(link_path(r, path, sizeof path), name, sizeof name - 1);
	if (length < 0) {
		reply_number(r, -1);
		return;
	}
	name[length] = 0;
	reply_text(r, name);
}

/* The name of a namespace's file, as its link would read; also where /proc is not to be seen. Closes fd. */
static void reply_ns(struct request *r, int fd)
{
	static const struct {
		int flag;
		const char *name;
	} types[] = { { CLONE_NEWNS, "mnt" },	{ CLONE_NEWUTS, "uts" }, { CLONE_NEWIPC, "ipc" }, { CLONE_NEWNET, "net" },
		      { CLONE_NEWUSER, "user" }, { CLONE_NEWPID, "pid" }, { CLONE_NEWCGROUP, "cgroup" }, { 0x80, "time" } };
	struct stat s;
	char line[64];
	int type = fd < 0 ? -1 : ioctl(fd, NS_GET_NSTYPE);
	if (type < 0 || fstat(fd, &s) < 0) {
		give_up(fd);
		reply_error(r, errno);
		return;
	}
	give_up(fd);
	for (size_t at = 0; at < sizeof types / sizeof *types; at++)
		if (types[at].flag == type)
			snprintf(line, sizeof line, "%s:[%lu]", types[at].name, (unsigned long)s.st_ino);
	reply_text(r, line);
}

static void nsuser(struct request *r)
{
	reply_ns(r, ioctl(number(r, 0), NS_GET_USERNS));
}

static void nsparent(struct request *r)
{
	reply_ns(r, ioctl(number(r, 0), NS_GET_PARENT));
}

static void nstype(struct request *r)
{
	reply_number(r, ioctl(number(r, 0), NS_GET_NSTYPE));
}

static void nsowner(struct request *r)
{
	uid_t uid = 0;
	reply_number(r, ioctl(number(r, 0), NS_GET_OWNER_UID, &uid) < 0 ? -1 : (long)uid);
}

static void nsfd(struct request *r)
{
	reply_number(r, ioctl(number(r, 0), !strcmp(text(r, 1), "parent") ? NS_GET_PARENT : NS_GET_USERNS));
}

static void pidfrom(struct request *r)
{
	reply_number(r, ioctl(number(r, 0), GET_PID_FROM_PIDNS, (unsigned long)number(r, 1)));
}

static void pidin(struct request *r)
{
	reply_number(r, ioctl(number(r, 0), GET_PID_IN_PIDNS, (unsigned long)number(r, 1)));
}

static void mntinfo(struct request *r)
{
	struct mnt_info info = { .size = sizeof info };
	int result = ioctl(number(r, 0), MNT_GET_INFO, &info);
	reply_number(r, result < 0 ? result : (long)info.mounts);
}

static void mntnext(struct request *r)
{
	reply_ns(r, ioctl(number(r, 0), MNT_GET_NEXT, NULL));
}

static void mntprev(struct request *r)
{
	reply_ns(r, ioctl(number(r, 0), MNT_GET_PREV, NULL));
}

static void nsnumber(struct request *r)
{
	unsigned long long id = 0;
	reply_number(r, ioctl(number(r, 0), GET_ID, &id) < 0 ? -1 : (long)id);
}

static void pidfdns(struct request *r)
{
	static const char *const links[] = { "cgroup", "ipc",  "mnt",  "net",		   "pid", "pid_for_children",
					     "time",   "time_for_children", "user", "uts" };
	for (unsigned at = 0; at < sizeof links / sizeof *links; at++)
		if (!strcmp(links[at], text(r, 1))) {
			reply_ns(r, ioctl(number(r, 0), _IO(PIDFD_IOC, at + 1), 0));
			return;
		}
	reply_error(r, EINVAL);
}

static void fdflags(struct request *r)
{
	char line[64];
	int descriptor = fcntl(number(r, 0), F_GETFD), status = fcntl(number(r, 0), F_GETFL);
	if (descriptor < 0 || status < 0) {
		reply_number(r, -1);
		return;
	}
	snprintf(line, sizeof line, "%s %s", descriptor & FD_CLOEXEC ? "cloexec" : "kept",
		 (status & O_ACCMODE) == O_RDONLY ? "rdonly" : "writable");
	reply_text(r, line);
}

const struct call nsfs_calls[] = {
	{ "openns", openns },	{ "nsid", nsid },	  { "nsuser", nsuser },	    { "nsparent", nsparent },
	{ "nstype", nstype },	{ "nsowner", nsowner },	  { "nsfd", nsfd },	    { "pidfrom", pidfrom },
	{ "pidin", pidin },	{ "mntinfo", mntinfo },	  { "mntnext", mntnext },   { "mntprev", mntprev },
	{ "nsnumber", nsnumber }, { "pidfdns", pidfdns }, { "fdflags", fdflags },   { NULL, NULL },
};
