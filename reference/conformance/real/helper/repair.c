/* Sockets in repair (TCP_REPAIR of tcp(7)), and the configuration of devices read back. */
#include "task.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/tcp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int option(int fd, int name, int value)
{
	return setsockopt(fd, IPPROTO_TCP, name, &value, sizeof value);
}

static int choose(const struct request *r)
{
	return option(number(r, 0), TCP_REPAIR_QUEUE, !strcmp(text(r, 1), "send") ? TCP_SEND_QUEUE : TCP_RECV_QUEUE);
}

static void repair(struct request *r)
{
	reply_number(r, option(number(r, 0), TCP_REPAIR, number(r, 1)));
}

static void tcpstate(struct request *r)
{
	struct tcp_info info;
	socklen_t length = sizeof info;
	if (getsockopt(number(r, 0), IPPROTO_TCP, TCP_INFO, &info, &length) < 0)
		reply_number(r, -1);
	else
		reply_text(r, info.tcpi_state == 10 ? "listening" : info.tcpi_state == 1 ? "connected" : "closed");
}

static void tcpseq(struct request *r)
{
	unsigned seq;
	socklen_t length = sizeof seq;
	if (choose(r) < 0 || getsockopt(number(r, 0), IPPROTO_TCP, TCP_QUEUE_SEQ, &seq, &length) < 0)
		reply_number(r, -1);
	else
		reply_number(r, seq);
}

static void setseq(struct request *r)
{
	reply_number(r, choose(r) < 0 ? -1 : option(number(r, 0), TCP_QUEUE_SEQ, number(r, 2)));
}

static void tcpqueue(struct request *r)
{
	char got[4096];
	ssize_t length = choose(r) < 0 ? -1 : recv(number(r, 0), got, sizeof got - 1, MSG_PEEK | MSG_DONTWAIT);
	if (length < 0 && errno != EAGAIN) {
		reply_number(r, -1);
		return;
	}
	got[length < 0 ? 0 : length] = 0;
	reply_text(r, got);
}

static void fillqueue(struct request *r)
{
	const char *content = text(r, 2);
	reply_number(r, choose(r) < 0 ? -1 : send(number(r, 0), content, strlen(content), 0) < 0 ? -1 : 0);
}

static void addrs(struct request *r)
{
	struct ifaddrs *all, *one;
	char line[1024] = "", address[64];
	size_t filled = 0;
	if (getifaddrs(&all) < 0) {
		reply_number(r, -1);
		return;
	}
	for (one = all; one; one = one->ifa_next) {
		if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET || strcmp(one->ifa_name, text(r, 0)))
			continue;
		inet_ntop(AF_INET, &((struct sockaddr_in *)one->ifa_addr)->sin_addr, address, sizeof address);
		filled += snprintf(line + filled, sizeof line - filled, "%s%s/%d", filled ? " " : "", address,
				   __builtin_popcount(((struct sockaddr_in *)one->ifa_netmask)->sin_addr.s_addr));
	}
	freeifaddrs(all);
	reply_text(r, line);
}

const struct call repair_calls[] = {
	{ "repair", repair },	    { "tcpstate", tcpstate }, { "tcpseq", tcpseq },	{ "setseq", setseq }, { "tcpqueue", tcpqueue },
	{ "fillqueue", fillqueue }, { "addrs", addrs }, { NULL, NULL },
};
