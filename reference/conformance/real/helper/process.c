/* Calls that make, name, signal and end processes, and move them between namespaces. */
#include "task.h"

#include <linux/sched.h>
#include <sys/wait.h>

/* clone SLOT flags */
static void clone_call(struct request *r)
{
	long pid = syscall(SYS_clone, number(r, 1) | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0)
		serve(number(r, 0));
	reply_number(r, pid);
}

/* clone3 SLOT flags exit_signal set_tid_size cgroup tid... */
static void clone3_call(struct request *r)
{
	struct clone_args args = { 0 };
	pid_t tids[64];
	int count = 0;
	long pid;
	for (int at = 5; at < r->argc && count < 64; at++)
		tids[count++] = number(r, at);
	args.flags = number(r, 1);
	args.exit_signal = number(r, 2);
	args.set_tid = count > 0 ? (unsigned long)tids : 0;
	args.set_tid_size = number(r, 3);
	args.cgroup = number(r, 4);
	pid = syscall(SYS_clone3, &args, sizeof args);
	if (pid == 0)
		serve(number(r, 0));
	reply_number(r, pid);
}

static void unshare_call(struct request *r)
{
	reply_number(r, unshare(number(r, 0)));
}

static void setns_call(struct request *r)
{
	reply_number(r, setns(number(r, 0), number(r, 1)));
}

static void exit_call(struct request *r)
{
	_exit(number(r, 0));
}

static void wait_call(struct request *r)
{
	int status;
	char line[64];
	pid_t got = waitpid(number(r, 0), &status, 0);
	if (got < 0) {
		reply_number(r, -1);
		return;
	}
	if (WIFSIGNALED(status))
		snprintf(line, sizeof line, "%d killed %d", got, WTERMSIG(status));
	else
		snprintf(line, sizeof line, "%d exited %d", got, WEXITSTATUS(status));
	reply_text(r, line);
}

static void kill_call(struct request *r)
{
	reply_number(r, kill(number(r, 0), number(r, 1)));
}

static void getpid_call(struct request *r)
{
	reply_number(r, syscall(SYS_getpid));
}

static void getppid_call(struct request *r)
{
	reply_number(r, syscall(SYS_getppid));
}

const struct call process_calls[] = {
	{ "clone", clone_call },   { "clone3", clone3_call }, { "unshare", unshare_call },
	{ "setns", setns_call },   { "exit", exit_call },     { "wait", wait_call },
	{ "kill", kill_call },	   { "getpid", getpid_call }, { "getppid", getppid_call },
	{ NULL, NULL },
};
