/* Requests and answers: one line each over a socket of the task's own. Words are percent-encoded. */
#include "task.h"

#include <sys/socket.h>

const char *text(const struct request *r, int at)
{
	return at < r->argc ? r->argv[at] : "";
}

long long number(const struct request *r, int at)
{
	return strtoll(text(r, at), NULL, 10);
}

int has(const struct request *r, int at)
{
	return at < r->argc;
}

void reply_to(int slot, const char *line)
{
	if (send(TASK_FD + slot, line, strlen(line), MSG_NOSIGNAL) < 0)
		_exit(1);
}

void reply_error(struct request *r, int error)
{
	char line[64];
	snprintf(line, sizeof line, "err %d", error);
	reply_to(r->slot, line);
}

void reply_number(struct request *r, long value)
{
	char line[64];
	if (value < 0) {
		reply_error(r, errno);
		return;
	}
	snprintf(line, sizeof line, "ok %ld", value);
	reply_to(r->slot, line);
}

void reply_text(struct request *r, const char *value)
{
	char line[LINE];
	snprintf(line, sizeof line, "ok %s", value);
	reply_to(r->slot, line);
}

int give_up(int fd)
{
	int saved = errno;
	if (fd >= 0)
		close(fd);
	errno = saved;
	return -1;
}

void reply_content(struct request *r, int fd)
{
	char content[LINE - 8];
	size_t filled = 0;
	ssize_t got = -1;
	if (fd < 0) {
		reply_error(r, errno);
		return;
	}
	while (filled < sizeof content - 1 && (got = read(fd, content + filled, sizeof content - 1 - filled)) > 0)
		filled += got;
	give_up(fd);
	if (got < 0) {
		reply_error(r, errno);
		return;
	}
	while (filled > 0 && content[filled - 1] == '\n')
		filled--;
	content[filled] = 0;
	/* An answer is one line. */
	for (char *at = content; *at; at++)
		if (*at == '\n')
			*at = ' ';
	reply_text(r, content);
}

void reply_link_of(struct request *r, int fd)
{
	char path[64], name[256];
	ssize_t length;
	if (fd < 0) {
		reply_error(r, errno);
		return;
	}
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	length = readlink(path, name, sizeof name - 1);
	give_up(fd);
	if (length < 0) {
		reply_error(r, errno);
		return;
	}
	name[length] = 0;
	reply_text(r, name);
}

static void decode(char *word)
{
	char *out = word;
	for (; *word; word++) {
		unsigned byte;
		if (*word == '%' && sscanf(word + 1, "%2x", &byte) == 1) {
			*out++ = (char)byte;
			word += 2;
		} else {
			*out++ = *word;
		}
	}
	*out = 0;
}

static const struct call *const tables[] = { process_calls, nsfs_calls, uts_calls,    user_calls, mnt_calls,
					     ipc_calls,	    net_calls, netlink_calls, repair_calls, cgroup_calls, time_calls, NULL };

static void run(struct request *r, const char *name)
{
	for (const struct call *const *table = tables; *table; table++)
		for (const struct call *one = *table; one->name; one++)
			if (!strcmp(one->name, name)) {
				one->run(r);
				return;
			}
	reply_error(r, ENOSYS);
}

void serve(int slot)
{
	char line[LINE];
	for (;;) {
		char *argv[WORDS], *save = NULL;
		int argc = 0;
		ssize_t length = recv(TASK_FD + slot, line, sizeof line - 1, 0);
		if (length < 0 && errno == EINTR)
			continue;
		if (length <= 0)
			_exit(0);
		line[length] = 0;
		for (char *word = strtok_r(line, " ", &save); word && argc < WORDS; word = strtok_r(NULL, " ", &save)) {
			/* A lone dash stands for an empty word. */
			if (!strcmp(word, "-"))
				*word = 0;
			decode(word);
			argv[argc++] = word;
		}
		if (argc > 0) {
			struct request r = { .slot = slot, .argc = argc - 1, .argv = argv + 1 };
			run(&r, argv[0]);
		}
	}
}
