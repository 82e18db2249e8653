/* Host and domain names. */
#include "task.h"

#include <sys/utsname.h>

static void sethostname_call(struct request *r)
{
	reply_number(r, syscall(SYS_sethostname, text(r, 0), (int)number(r, 1)));
}

static void gethostname_call(struct request *r)
{
	struct utsname names;
	uname(&names);
	reply_text(r, names.nodename);
}

static void setdomainname_call(struct request *r)
{
	reply_number(r, syscall(SYS_setdomainname, text(r, 0), (int)number(r, 1)));
}

static void getdomainname_call(struct request *r)
{
	struct utsname names;
	uname(&names);
	reply_text(r, names.domainname);
}

static void sethostname_nowhere(struct request *r)
{
	reply_number(r, syscall(SYS_sethostname, 1L, (int)number(r, 0)));
}

static void setdomainname_nowhere(struct request *r)
{
	reply_number(r, syscall(SYS_setdomainname, 1L, (int)number(r, 0)));
}

const struct call uts_calls[] = {
	{ "sethostname_nowhere", sethostname_nowhere },
	{ "setdomainname_nowhere", setdomainname_nowhere },
	{ "sethostname", sethostname_call },	 { "gethostname", gethostname_call },
	{ "setdomainname", setdomainname_call }, { "getdomainname", getdomainname_call },
	{ NULL, NULL },
};
