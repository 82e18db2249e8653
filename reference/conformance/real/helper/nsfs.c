/* Files of namespaces and their ioctls. */
#include "task.h"

#include <linux/nsfs.h>
#include <sys/ioctl.h>

static void openns(struct request *r)
{
	char path[128];
	snprintf(path, sizeof path, "/proc/%s/ns/%s", has(r, 1) ? text(r, 1) : "self", text(r, 0));
	reply_number(r, open(path, O_RDONLY | O_CLOEXEC));
}

static void nsid(struct request *r)
{
	char path[128], name[128];
	ssize_t length;
	snprintf(path, sizeof path, "/proc/self/ns/%s", text(r, 0));
	length = readlink(path, name, sizeof name - 1);
	if (length < 0) {
		reply_number(r, -1);
		return;
	}
	name[length] = 0;
	reply_text(r, name);
}

static void nsuser(struct request *r)
{
	reply_link_of(r, ioctl(number(r, 0), NS_GET_USERNS));
}

static void nsparent(struct request *r)
{
	reply_link_of(r, ioctl(number(r, 0), NS_GET_PARENT));
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

const struct call nsfs_calls[] = {
	{ "openns", openns }, { "nsid", nsid },	      { "nsuser", nsuser }, { "nsparent", nsparent },
	{ "nstype", nstype }, { "nsowner", nsowner }, { NULL, NULL },
};
