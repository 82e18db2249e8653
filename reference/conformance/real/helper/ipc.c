/* System V IPC and POSIX message queues. */
#include "task.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

static void msgget_call(struct request *r)
{
	reply_number(r, msgget(number(r, 0), number(r, 1)));
}

static void shmget_call(struct request *r)
{
	reply_number(r, shmget(number(r, 0), 4096, number(r, 1)));
}

static void semget_call(struct request *r)
{
	reply_number(r, semget(number(r, 0), 1, number(r, 1)));
}

const struct call ipc_calls[] = {
	{ "msgget", msgget_call }, { "shmget", shmget_call }, { "semget", semget_call }, { NULL, NULL },
};
