/* Sockets: ip(7), unix(7), netdevice(7). */
#include "task.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

union name {
	struct sockaddr any;
	struct sockaddr_in inet;
	struct sockaddr_un un;
};

/* `10.0.0.1:80`, `@name` in the abstract space, `/path`. */
static socklen_t parse_name(const char *word, union name *name)
{
	const char *colon = strchr(word, ':');
	char address[64];
	memset(name, 0, sizeof *name);
	if (*word == '@' || *word == '/') {
		name->un.sun_family = AF_UNIX;
		snprintf(name->un.sun_path, sizeof name->un.sun_path, "%s", word);
		if (*word == '@')
			name->un.sun_path[0] = 0;
		return offsetof(struct sockaddr_un, sun_path) + strlen(word) + (*word == '/');
	}
	snprintf(address, sizeof address, "%.*s", (int)(colon ? colon - word : (long)strlen(word)), word);
	name->inet.sin_family = AF_INET;
	name->inet.sin_port = htons(colon ? atoi(colon + 1) : 0);
	inet_pton(AF_INET, address, &name->inet.sin_addr);
	return sizeof name->inet;
}

static void socket_call(struct request *r)
{
	reply_number(r, socket(number(r, 0), number(r, 1), number(r, 2)));
}

static void bind_call(struct request *r)
{
	union name name;
	socklen_t length = parse_name(text(r, 1), &name);
	reply_number(r, bind(number(r, 0), &name.any, length));
}

static void listen_call(struct request *r)
{
	reply_number(r, listen(number(r, 0), number(r, 1)));
}

static void connect_call(struct request *r)
{
	union name name;
	socklen_t length = parse_name(text(r, 1), &name);
	reply_number(r, connect(number(r, 0), &name.any, length));
}

/* accept(2) has no flag for it: the listener is made not to wait for the time of the call. */
static void accept_call(struct request *r)
{
	int fd = number(r, 0), flags = fcntl(fd, F_GETFL), got;
	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	got = accept(fd, NULL, NULL);
	if (flags >= 0) {
		int saved = errno;
		fcntl(fd, F_SETFL, flags);
		errno = saved;
	}
	reply_number(r, got);
}

static void send_call(struct request *r)
{
	union name name;
	socklen_t length = has(r, 2) ? parse_name(text(r, 2), &name) : 0;
	reply_number(r, sendto(number(r, 0), text(r, 1), strlen(text(r, 1)), MSG_NOSIGNAL | MSG_DONTWAIT,
			       length ? &name.any : NULL, length));
}

static void recv_call(struct request *r)
{
	char got[4096];
	ssize_t length = recv(number(r, 0), got, sizeof got - 1, MSG_DONTWAIT);
	if (length < 0) {
		reply_number(r, -1);
		return;
	}
	got[length] = 0;
	reply_text(r, got);
}

static void reply_name(struct request *r, int (*get)(int, struct sockaddr *, socklen_t *))
{
	union name name;
	socklen_t length = sizeof name;
	char line[256];
	memset(&name, 0, sizeof name);
	if (get(number(r, 0), &name.any, &length) < 0) {
		reply_number(r, -1);
		return;
	}
	if (name.any.sa_family == AF_INET)
		snprintf(line, sizeof line, "%s:%d", inet_ntoa(name.inet.sin_addr), ntohs(name.inet.sin_port));
	else if (length <= offsetof(struct sockaddr_un, sun_path))
		*line = 0;
	else
		snprintf(line, sizeof line, "%s%s", name.un.sun_path[0] ? "" : "@",
			 name.un.sun_path + !name.un.sun_path[0]);
	reply_text(r, line);
}

static void getsockname_call(struct request *r)
{
	reply_name(r, getsockname);
}

static void getpeername_call(struct request *r)
{
	reply_name(r, getpeername);
}

static void peercred(struct request *r)
{
	struct ucred who;
	socklen_t length = sizeof who;
	char line[64];
	if (getsockopt(number(r, 0), SOL_SOCKET, SO_PEERCRED, &who, &length) < 0) {
		reply_number(r, -1);
		return;
	}
	snprintf(line, sizeof line, "%d %u %u", who.pid, who.uid, who.gid);
	reply_text(r, line);
}

static void sockns(struct request *r)
{
	reply_number(r, ioctl(number(r, 0), SIOCGSKNS));
}

static void getifflags(struct request *r)
{
	struct ifreq device = { 0 };
	snprintf(device.ifr_name, sizeof device.ifr_name, "%s", text(r, 1));
	reply_number(r, ioctl(number(r, 0), SIOCGIFFLAGS, &device) < 0 ? -1 : device.ifr_flags & IFF_UP);
}

static void setifflags(struct request *r)
{
	struct ifreq device = { 0 };
	snprintf(device.ifr_name, sizeof device.ifr_name, "%s", text(r, 1));
	device.ifr_flags = number(r, 2);
	reply_number(r, ioctl(number(r, 0), SIOCSIFFLAGS, &device));
}

const struct call net_calls[] = {
	{ "socket", socket_call },	     { "bind", bind_call },	  { "listen", listen_call },
	{ "connect", connect_call },	     { "accept", accept_call },	  { "send", send_call },
	{ "recv", recv_call },		     { "getsockname", getsockname_call }, { "getpeername", getpeername_call },
	{ "peercred", peercred },	     { "sockns", sockns },	  { "getifflags", getifflags },
	{ "setifflags", setifflags },	     { NULL, NULL },
};
