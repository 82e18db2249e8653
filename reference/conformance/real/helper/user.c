/* Users, groups and capabilities: the system calls themselves, as libc's set all threads of a process. */
#include "task.h"

#include <linux/capability.h>

static void getuid_call(struct request *r)
{
	reply_number(r, syscall(SYS_getuid));
}

static void geteuid_call(struct request *r)
{
	reply_number(r, syscall(SYS_geteuid));
}

static void getgid_call(struct request *r)
{
	reply_number(r, syscall(SYS_getgid));
}

static void setuid_call(struct request *r)
{
	reply_number(r, syscall(SYS_setuid, (uid_t)number(r, 0)));
}

static void setgid_call(struct request *r)
{
	reply_number(r, syscall(SYS_setgid, (gid_t)number(r, 0)));
}

static void setresuid_call(struct request *r)
{
	reply_number(r, syscall(SYS_setresuid, (uid_t)number(r, 0), (uid_t)number(r, 1), (uid_t)number(r, 2)));
}

static void setresgid_call(struct request *r)
{
	reply_number(r, syscall(SYS_setresgid, (gid_t)number(r, 0), (gid_t)number(r, 1), (gid_t)number(r, 2)));
}

static void getresuid_call(struct request *r)
{
	uid_t real, effective, saved;
	char line[64];
	syscall(SYS_getresuid, &real, &effective, &saved);
	snprintf(line, sizeof line, "%u %u %u", real, effective, saved);
	reply_text(r, line);
}

static void setgroups_call(struct request *r)
{
	gid_t groups[WORDS];
	for (int at = 0; at < r->argc; at++)
		groups[at] = number(r, at);
	reply_number(r, syscall(SYS_setgroups, r->argc, groups));
}

static void getgroups_call(struct request *r)
{
	gid_t groups[WORDS];
	char line[2048] = "";
	int count = syscall(SYS_getgroups, WORDS, groups);
	for (int at = 0; at < count; at++)
		snprintf(line + strlen(line), sizeof line - strlen(line), "%s%u", at ? " " : "", groups[at]);
	reply_text(r, line);
}

static struct __user_cap_header_struct header(void)
{
	return (struct __user_cap_header_struct){ _LINUX_CAPABILITY_VERSION_3, 0 };
}

static unsigned long long joined(unsigned low, unsigned high)
{
	return low | (unsigned long long)high << 32;
}

static void capget_call(struct request *r)
{
	struct __user_cap_header_struct h = header();
	struct __user_cap_data_struct d[2];
	char line[96];
	if (syscall(SYS_capget, &h, d) < 0) {
		reply_number(r, -1);
		return;
	}
	snprintf(line, sizeof line, "%llx %llx %llx", joined(d[0].effective, d[1].effective),
		 joined(d[0].permitted, d[1].permitted), joined(d[0].inheritable, d[1].inheritable));
	reply_text(r, line);
}

static void capset_call(struct request *r)
{
	struct __user_cap_header_struct h = header();
	unsigned long long effective = strtoull(text(r, 0), NULL, 16);
	unsigned long long permitted = strtoull(text(r, 1), NULL, 16);
	unsigned long long inheritable = strtoull(text(r, 2), NULL, 16);
	struct __user_cap_data_struct d[2] = {
		{ effective, permitted, inheritable },
		{ effective >> 32, permitted >> 32, inheritable >> 32 },
	};
	reply_number(r, syscall(SYS_capset, &h, d));
}

/* prctl(2) gives back values by result or by address: GET_CHILD_SUBREAPER by the latter. */
static void prctl_call(struct request *r)
{
	int value = 0;
	long option = number(r, 0);
	long result = option == 37 ? syscall(SYS_prctl, option, &value, 0, 0, 0) :
				     syscall(SYS_prctl, option, number(r, 1), 0, 0, 0);
	reply_number(r, result < 0 || option != 37 ? result : value);
}

const struct call user_calls[] = {
	{ "getuid", getuid_call },	 { "geteuid", geteuid_call },	  { "getgid", getgid_call },
	{ "setuid", setuid_call },	 { "setgid", setgid_call },	  { "setresuid", setresuid_call },
	{ "setresgid", setresgid_call }, { "getresuid", getresuid_call }, { "setgroups", setgroups_call },
	{ "getgroups", getgroups_call }, { "capget", capget_call },	  { "capset", capset_call },
	{ "prctl", prctl_call },	 { NULL, NULL },
};
