/* Clocks and timers. The system calls themselves: libc would read clocks without the kernel. */
#include "task.h"

#include <sys/timerfd.h>
#include <time.h>

static void clock_call(struct request *r)
{
	struct timespec now;
	if (syscall(SYS_clock_gettime, (clockid_t)number(r, 0), &now) < 0)
		reply_number(r, -1);
	else
		reply_number(r, now.tv_sec);
}

static void sleepuntil(struct request *r)
{
	struct timespec due = { .tv_sec = number(r, 1) };
	reply_number(r, syscall(SYS_clock_nanosleep, (clockid_t)number(r, 0), TIMER_ABSTIME, &due, NULL));
}

static void timerfd_call(struct request *r)
{
	reply_number(r, timerfd_create(number(r, 0), TFD_CLOEXEC));
}

static void timerset(struct request *r)
{
	struct itimerspec due = { .it_value.tv_sec = number(r, 1) };
	reply_number(r, timerfd_settime(number(r, 0), TFD_TIMER_ABSTIME, &due, NULL));
}

static void timerleft(struct request *r)
{
	struct itimerspec left;
	reply_number(r, timerfd_gettime(number(r, 0), &left) < 0 ? -1 : left.it_value.tv_sec);
}

const struct call time_calls[] = {
	{ "clock", clock_call },   { "sleepuntil", sleepuntil }, { "timerfd", timerfd_call },
	{ "timerset", timerset },  { "timerleft", timerleft },	 { NULL, NULL },
};
