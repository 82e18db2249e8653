/* Files and mounts. */
#include "task.h"

#include <dirent.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static void open_call(struct request *r)
{
	reply_number(r, open(text(r, 0), number(r, 1) | O_CLOEXEC, has(r, 2) ? number(r, 2) : 0666));
}

static void close_call(struct request *r)
{
	reply_number(r, close(number(r, 0)));
}

/* A descriptor of its own: reply_content closes it, and they share the offset. */
static void readfd_call(struct request *r)
{
	int fd = dup(number(r, 0));
	if (fd >= 0 && lseek(fd, 0, SEEK_SET) < 0)
		fd = give_up(fd);
	reply_content(r, fd);
}

static void writefd_call(struct request *r)
{
	reply_number(r, write(number(r, 0), text(r, 1), strlen(text(r, 1))));
}

static void lseek_call(struct request *r)
{
	reply_number(r, lseek(number(r, 0), number(r, 1), SEEK_SET));
}

static void pwrite_call(struct request *r)
{
	reply_number(r, pwrite(number(r, 0), text(r, 1), strlen(text(r, 1)), number(r, 2)));
}

static void write_call(struct request *r)
{
	int fd = open(text(r, 0), O_WRONLY | O_CLOEXEC);
	ssize_t done = fd < 0 ? -1 : write(fd, text(r, 1), strlen(text(r, 1)));
	give_up(fd);
	reply_number(r, done);
}

static void read_call(struct request *r)
{
	reply_content(r, open(text(r, 0), O_RDONLY | O_CLOEXEC));
}

static void mkdir_call(struct request *r)
{
	reply_number(r, mkdir(text(r, 0), has(r, 1) ? number(r, 1) : 0777));
}

static void rmdir_call(struct request *r)
{
	reply_number(r, rmdir(text(r, 0)));
}

static void unlink_call(struct request *r)
{
	reply_number(r, unlink(text(r, 0)));
}

static void rename_call(struct request *r)
{
	reply_number(r, rename(text(r, 0), text(r, 1)));
}

static void symlink_call(struct request *r)
{
	reply_number(r, symlink(text(r, 0), text(r, 1)));
}

static void mknod_call(struct request *r)
{
	int is_null = !strcmp(text(r, 1), "null");
	int made, tries = 0;

	/* A file of a message queue filesystem is a queue. */
	do
		made = is_null ? mknod(text(r, 0), S_IFCHR | 0666, makedev(1, 3)) : mknod(text(r, 0), S_IFREG | 0666, 0);
	while (made < 0 && queues_may_go(tries++));
	reply_number(r, made);
}

static void readlink_call(struct request *r)
{
	char target[4096];
	ssize_t length = readlink(text(r, 0), target, sizeof target - 1);
	if (length < 0) {
		reply_number(r, -1);
		return;
	}
	target[length] = 0;
	reply_text(r, target);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_call(struct request *r)
{
	static char *names[512];
	char line[LINE - 8] = "";
	size_t count = 0;
	struct dirent *entry;
	DIR *directory = opendir(text(r, 0));
	if (!directory) {
		reply_number(r, -1);
		return;
	}
	while ((entry = readdir(directory)) && count < 512)
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			names[count++] = strdup(entry->d_name);
	closedir(directory);
	qsort(names, count, sizeof *names, by_name);
	for (size_t at = 0; at < count; at++) {
		snprintf(line + strlen(line), sizeof line - strlen(line), "%s%s", at ? " " : "", names[at]);
		free(names[at]);
	}
	reply_text(r, line);
}

static const char *kind_of(mode_t mode)
{
	if (S_ISDIR(mode))
		return "directory";
	if (S_ISLNK(mode))
		return "link";
	return S_ISCHR(mode) || S_ISBLK(mode) ? "device" : "file";
}

static void stat_call(struct request *r)
{
	struct stat s;
	char line[128];
	if (stat(text(r, 0), &s) < 0) {
		reply_number(r, -1);
		return;
	}
	snprintf(line, sizeof line, "%s %o %u %u", kind_of(s.st_mode), s.st_mode & 07777, s.st_uid, s.st_gid);
	reply_text(r, line);
}

static void fstat_call(struct request *r)
{
	struct stat s;
	char line[64];
	if (fstat(number(r, 0), &s) < 0) {
		reply_number(r, -1);
		return;
	}
	snprintf(line, sizeof line, "%lu %lu", (unsigned long)s.st_dev, (unsigned long)s.st_ino);
	reply_text(r, line);
}

static void chmod_call(struct request *r)
{
	reply_number(r, chmod(text(r, 0), number(r, 1)));
}

static void chown_call(struct request *r)
{
	reply_number(r, chown(text(r, 0), number(r, 1), number(r, 2)));
}

static void installprogram(struct request *r)
{
	char part[65536];
	ssize_t got;
	off_t at = 0;
	int fd = open(text(r, 0), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		reply_number(r, -1);
		return;
	}
	while ((got = pread(PROGRAM_FD, part, sizeof part, at)) > 0) {
		if (write(fd, part, got) != got)
			break;
		at += got;
	}
	fchmod(fd, number(r, 1));
	give_up(fd);
	reply_number(r, 0);
}

static void chdir_call(struct request *r)
{
	reply_number(r, chdir(text(r, 0)));
}

/* The system call itself: libc makes an error of what cannot be reached. */
static void getcwd_call(struct request *r)
{
	char path[4096];
	if (syscall(SYS_getcwd, path, sizeof path) < 0)
		reply_number(r, -1);
	else
		reply_text(r, !strncmp(path, "(unreachable)", 13) ? "(unreachable)" : path);
}

static void chroot_call(struct request *r)
{
	reply_number(r, chroot(text(r, 0)));
}

static void umask_call(struct request *r)
{
	reply_number(r, umask(number(r, 0)));
}

static void mount_call(struct request *r)
{
	reply_number(r, mount(text(r, 0), text(r, 1), text(r, 2), number(r, 3), text(r, 4)));
}

static void umount_call(struct request *r)
{
	reply_number(r, umount2(text(r, 0), number(r, 1)));
}

static void pivot_root_call(struct request *r)
{
	reply_number(r, syscall(SYS_pivot_root, text(r, 0), text(r, 1)));
}

const struct call mnt_calls[] = {
	{ "open", open_call },
	{ "close", close_call },
	{ "readfd", readfd_call },
	{ "writefd", writefd_call },
	{ "lseek", lseek_call },
	{ "pwrite", pwrite_call },
	{ "write", write_call },
	{ "read", read_call },
	{ "mkdir", mkdir_call },
	{ "rmdir", rmdir_call },
	{ "unlink", unlink_call },
	{ "rename", rename_call },
	{ "symlink", symlink_call },
	{ "mknod", mknod_call },
	{ "readlink", readlink_call },
	{ "list", list_call },
	{ "stat", stat_call },
	{ "fstat", fstat_call },
	{ "chmod", chmod_call },
	{ "chown", chown_call },
	{ "installprogram", installprogram },
	{ "chdir", chdir_call },
	{ "getcwd", getcwd_call },
	{ "chroot", chroot_call },
	{ "umask", umask_call },
	{ "mount", mount_call },
	{ "umount", umount_call },
	{ "pivot_root", pivot_root_call },
	{ NULL, NULL },
};
