/* Devices, addresses and routes, through rtnetlink(7). */
#include "task.h"

#include <arpa/inet.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sys/socket.h>

struct message {
	struct nlmsghdr header;
	char body[2048];
};

/* A request with room for its fixed part, which is returned. */
static void *start(struct message *m, int type, int flags, size_t size)
{
	memset(m, 0, sizeof *m);
	m->header.nlmsg_type = type;
	m->header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	m->header.nlmsg_len = NLMSG_LENGTH(size);
	return NLMSG_DATA(&m->header);
}

static struct rtattr *attribute(struct message *m, int type, const void *value, size_t size)
{
	struct rtattr *at = (struct rtattr *)((char *)m + NLMSG_ALIGN(m->header.nlmsg_len));
	at->rta_type = type;
	at->rta_len = RTA_LENGTH(size);
	if (size > 0)
		memcpy(RTA_DATA(at), value, size);
	m->header.nlmsg_len = NLMSG_ALIGN(m->header.nlmsg_len) + RTA_ALIGN(at->rta_len);
	return at;
}

static void string(struct message *m, int type, const char *value)
{
	attribute(m, type, value, strlen(value) + 1);
}

/* An attribute that holds those which follow, until end(). */
static struct rtattr *begin(struct message *m, int type)
{
	return attribute(m, type, NULL, 0);
}

static void end(struct message *m, struct rtattr *nest)
{
	nest->rta_len = (char *)m + NLMSG_ALIGN(m->header.nlmsg_len) - (char *)nest;
}

static int netlink_socket(unsigned groups)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = groups };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
		return give_up(fd);
	return fd;
}

/* Sends it and waits for the acknowledgement: 0, or -1 and errno. */
static int ask(struct message *m)
{
	char answer[4096];
	const struct nlmsghdr *header = (const struct nlmsghdr *)answer;
	const struct nlmsgerr *error = NLMSG_DATA(header);
	int fd = netlink_socket(0);
	if (fd < 0)
		return -1;
	if (send(fd, m, m->header.nlmsg_len, 0) < 0 || recv(fd, answer, sizeof answer, 0) < 0)
		return give_up(fd);
	close(fd);
	if (header->nlmsg_type != NLMSG_ERROR || error->error == 0)
		return 0;
	errno = -error->error;
	return -1;
}

/* No device has this index: the kernel itself shall say that there is none, or that it is not to be asked. */
#define NO_DEVICE 0x7fffffff

static int index_of(const char *name)
{
	int index = if_nametoindex(name);
	return index > 0 ? index : NO_DEVICE;
}

/* RTM_NEWLINK of the device that the first argument names. */
static struct ifinfomsg *change(struct request *r, struct message *m)
{
	struct ifinfomsg *info = start(m, RTM_NEWLINK, 0, sizeof *info);
	info->ifi_index = index_of(text(r, 0));
	return info;
}

static void linkadd(struct request *r)
{
	struct message m;
	const char *kind = text(r, 0), *other = text(r, 2);
	struct rtattr *outer, *data, *peer;
	start(&m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(struct ifinfomsg));
	string(&m, IFLA_IFNAME, text(r, 1));
	if (!strcmp(kind, "macvlan")) {
		int lower = index_of(other);
		attribute(&m, IFLA_LINK, &lower, sizeof lower);
	}
	outer = begin(&m, IFLA_LINKINFO);
	string(&m, IFLA_INFO_KIND, kind);
	data = begin(&m, IFLA_INFO_DATA);
	if (!strcmp(kind, "veth")) {
		/* The peer's own fixed part stands before its attributes. */
		static const struct ifinfomsg none;
		peer = attribute(&m, VETH_INFO_PEER, &none, sizeof none);
		string(&m, IFLA_IFNAME, other);
		end(&m, peer);
	} else if (!strcmp(kind, "macvlan")) {
		unsigned mode = MACVLAN_MODE_BRIDGE;
		attribute(&m, IFLA_MACVLAN_MODE, &mode, sizeof mode);
	}
	end(&m, data);
	end(&m, outer);
	reply_number(r, ask(&m));
}

static void linkdel(struct request *r)
{
	struct message m;
	change(r, &m);
	m.header.nlmsg_type = RTM_DELLINK;
	reply_number(r, ask(&m));
}

static void set_up(struct request *r, int is_up)
{
	struct message m;
	struct ifinfomsg *info = change(r, &m);
	info->ifi_change = IFF_UP;
	info->ifi_flags = is_up ? IFF_UP : 0;
	reply_number(r, ask(&m));
}

static void linkup(struct request *r)
{
	set_up(r, 1);
}

static void linkdown(struct request *r)
{
	set_up(r, 0);
}

static void linkname(struct request *r)
{
	struct message m;
	change(r, &m);
	string(&m, IFLA_IFNAME, text(r, 1));
	reply_number(r, ask(&m));
}

static void linkmaster(struct request *r)
{
	struct message m;
	int master = *text(r, 1) ? index_of(text(r, 1)) : 0;
	change(r, &m);
	attribute(&m, IFLA_MASTER, &master, sizeof master);
	reply_number(r, ask(&m));
}

static void move(struct request *r, int type)
{
	struct message m;
	int value = number(r, 1);
	change(r, &m);
	attribute(&m, type, &value, sizeof value);
	if (*text(r, 2))
		string(&m, IFLA_IFNAME, text(r, 2));
	reply_number(r, ask(&m));
}

static void linkns(struct request *r)
{
	move(r, IFLA_NET_NS_FD);
}

static void linkpid(struct request *r)
{
	move(r, IFLA_NET_NS_PID);
}

/* `10.0.0.1/8` */
static int parse_prefix(const char *word, struct in_addr *address)
{
	char copy[64];
	char *slash;
	snprintf(copy, sizeof copy, "%s", word);
	slash = strchr(copy, '/');
	if (slash)
		*slash = 0;
	inet_pton(AF_INET, copy, address);
	return slash ? atoi(slash + 1) : 32;
}

static void change_address(struct request *r, int type, int flags)
{
	struct message m;
	struct ifaddrmsg *info = start(&m, type, flags, sizeof *info);
	struct in_addr address;
	info->ifa_family = AF_INET;
	info->ifa_prefixlen = parse_prefix(text(r, 1), &address);
	info->ifa_index = index_of(text(r, 0));
	attribute(&m, IFA_LOCAL, &address, sizeof address);
	attribute(&m, IFA_ADDRESS, &address, sizeof address);
	reply_number(r, ask(&m));
}

static void addradd(struct request *r)
{
	change_address(r, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
}

static void addrdel(struct request *r)
{
	change_address(r, RTM_DELADDR, 0);
}

static void routeadd(struct request *r)
{
	struct message m;
	struct rtmsg *info = start(&m, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, sizeof *info);
	struct in_addr to, via;
	int device = index_of(text(r, 2));
	info->rtm_family = AF_INET;
	info->rtm_table = RT_TABLE_MAIN;
	info->rtm_protocol = RTPROT_BOOT;
	info->rtm_type = RTN_UNICAST;
	info->rtm_scope = *text(r, 1) ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
	info->rtm_dst_len = parse_prefix(text(r, 0), &to);
	attribute(&m, RTA_DST, &to, sizeof to);
	if (*text(r, 1)) {
		parse_prefix(text(r, 1), &via);
		attribute(&m, RTA_GATEWAY, &via, sizeof via);
	}
	if (*text(r, 2))
		attribute(&m, RTA_OIF, &device, sizeof device);
	reply_number(r, ask(&m));
}

static void links(struct request *r)
{
	struct if_nameindex *all = if_nameindex();
	char names[2048] = "";
	size_t filled = 0;
	if (!all) {
		reply_number(r, -1);
		return;
	}
	for (struct if_nameindex *one = all; one->if_index; one++)
		filled += snprintf(names + filled, sizeof names - filled, "%s%s", filled ? " " : "", one->if_name);
	if_freenameindex(all);
	reply_text(r, names);
}

static void linkwatch(struct request *r)
{
	reply_number(r, netlink_socket(RTMGRP_LINK));
}

static const char *name_of(struct nlmsghdr *header)
{
	struct ifinfomsg *info = NLMSG_DATA(header);
	int left = header->nlmsg_len - NLMSG_LENGTH(sizeof *info);
	for (struct rtattr *at = IFLA_RTA(info); RTA_OK(at, left); at = RTA_NEXT(at, left))
		if (at->rta_type == IFLA_IFNAME)
			return RTA_DATA(at);
	return "?";
}

static void linknews(struct request *r)
{
	char news[4096] = "", answer[8192];
	size_t filled = 0;
	ssize_t got;
	while ((got = recv(number(r, 0), answer, sizeof answer, MSG_DONTWAIT)) > 0) {
		int left = got;
		for (struct nlmsghdr *one = (void *)answer; NLMSG_OK(one, left); one = NLMSG_NEXT(one, left))
			filled += snprintf(news + filled, sizeof news - filled, "%s%s %s", filled ? ", " : "",
					   one->nlmsg_type == RTM_DELLINK ? "del" : "new", name_of(one));
	}
	if (got < 0 && errno != EAGAIN)
		reply_number(r, -1);
	else
		reply_text(r, news);
}

const struct call netlink_calls[] = {
	{ "links", links },	    { "linkadd", linkadd },   { "linkdel", linkdel },	{ "linkup", linkup },
	{ "linkdown", linkdown },   { "linkname", linkname }, { "linkmaster", linkmaster }, { "linkns", linkns },
	{ "linkpid", linkpid },	    { "addradd", addradd },   { "addrdel", addrdel },	{ "routeadd", routeadd },
	{ "linkwatch", linkwatch }, { "linknews", linknews }, { NULL, NULL },
};
