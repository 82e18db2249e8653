/* Sockets and devices. */
#include "task.h"

#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static void bindtcp(struct request *r)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(number(r, 0)) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
		fd = give_up(fd);
	reply_number(r, fd);
}

static void abstract_socket(struct request *r, int is_server)
{
	const char *name = text(r, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t length = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	int result = fd;
	snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s", name);
	if (fd >= 0 && is_server)
		result = bind(fd, (struct sockaddr *)&address, length) < 0 ? -1 : listen(fd, 8);
	else if (fd >= 0)
		result = connect(fd, (struct sockaddr *)&address, length);
	reply_number(r, result < 0 ? give_up(fd) : fd);
}

static void bindabstract(struct request *r)
{
	abstract_socket(r, 1);
}

static void connectabstract(struct request *r)
{
	abstract_socket(r, 0);
}

const struct call net_calls[] = {
	{ "bindtcp", bindtcp }, { "bindabstract", bindabstract }, { "connectabstract", connectabstract }, { NULL, NULL },
};
