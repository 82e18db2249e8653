/* Files and mounts. */
#include "task.h"

static void close_call(struct request *r)
{
	reply_number(r, close(number(r, 0)));
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

const struct call mnt_calls[] = {
	{ "close", close_call }, { "write", write_call }, { "read", read_call }, { NULL, NULL },
};
