/*
 * What every file of calls needs: the request that a task was sent, and how it is answered.
 *
 * A file of calls is a table of names and functions; main.c lists the tables. A function answers exactly once. Tasks
 * may share memory: nothing here is static but what all tasks may share.
 */
#ifndef TASK_H
#define TASK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define SLOTS 64
#define LINE 16384
#define WORDS 96

/* High numbers: the calls of a rule get 3, 4, 5 as in any program. Of these TASK_FD and CGROUP_FD survive an exec. */
#define TASK_FD 300
#define DRIVER_FD 400
#define PROGRAM_FD 299
/* The helper's own cgroup of the unified hierarchy, and of one of the first version. */
#define CGROUP_FD 296

struct request {
	int slot;
	/* Words after the call's name, decoded. */
	int argc;
	char **argv;
};

struct call {
	const char *name;
	void (*run)(struct request *);
};

/* Argument `at` as text and as number; empty and 0 where there is none. */
const char *text(const struct request *r, int at);
long long number(const struct request *r, int at);
int has(const struct request *r, int at);

/* One answer a request: a number (negative: what errno says), a text, or an error. */
void reply_number(struct request *r, long value);
void reply_text(struct request *r, const char *value);
void reply_error(struct request *r, int error);
/* The same on behalf of another slot. */
void reply_to(int slot, const char *line);

/*
 * After a call that makes a queue of messages, and waits: is it worth another try? RLIMIT_MSGQUEUE counts the queues of
 * one user in all runs, also of those that ended, since the kernel takes those of a namespace away some time after it.
 */
int queues_may_go(int tries);

/* Reads the whole of an open file, its line ends as blanks; closes it. */
void reply_content(struct request *r, int fd);
/* The name that a descriptor's link in /proc/self/fd reads; closes it. */
void reply_link_of(struct request *r, int fd);
/* Closes fd and keeps errno: -1 for whoever returns it. */
int give_up(int fd);

/* Takes requests for this slot until the driver is gone. */
void serve(int slot) __attribute__((noreturn));

/* Cgroups outlive processes: opened first of all, guarded from the first call on, removed at the end. */
void cgroup_prepare(void);
void cgroup_guard(void);
void cgroup_end(void);

/* The tables, one a file, each ending with a name of NULL. */
extern const struct call process_calls[], nsfs_calls[], uts_calls[], user_calls[], mnt_calls[], ipc_calls[],
	net_calls[], netlink_calls[], repair_calls[], cgroup_calls[], time_calls[];

#endif
