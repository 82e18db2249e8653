/* Users, groups and capabilities: the system calls themselves, as libc's set all threads of a process. */
#include "task.h"

static void getuid_call(struct request *r)
{
	reply_number(r, syscall(SYS_getuid));
}

static void getgid_call(struct request *r)
{
	reply_number(r, syscall(SYS_getgid));
}

static void setuid_call(struct request *r)
{
	reply_number(r, syscall(SYS_setuid, (uid_t)number(r, 0)));
}

const struct call user_calls[] = {
	{ "getuid", getuid_call }, { "getgid", getgid_call }, { "setuid", setuid_call }, { NULL, NULL },
};
