/* System V IPC and POSIX message queues. Nothing waits. */
#include "task.h"

#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#define TEXT 8192

struct message {
	long type;
	char text[TEXT];
};

union semun {
	int val;
	struct semid_ds *buf;
};

/* IPC_STAT's first part: key uid gid cuid cgid mode. */
static int show(char *line, size_t size, const struct ipc_perm *perm)
{
	return snprintf(line, size, "%d %u %u %u %u %o", perm->__key, perm->uid, perm->gid, perm->cuid, perm->cgid,
			perm->mode & 0777);
}

static void msgget_call(struct request *r)
{
	reply_number(r, msgget(number(r, 0), number(r, 1)));
}

static void msgsnd_call(struct request *r)
{
	struct message message = { .type = number(r, 1) };
	size_t length = strlen(text(r, 2));
	snprintf(message.text, sizeof message.text, "%s", text(r, 2));
	reply_number(r, msgsnd(number(r, 0), &message, length, IPC_NOWAIT));
}

static void msgrcv_call(struct request *r)
{
	struct message message;
	char line[TEXT + 32];
	ssize_t got = msgrcv(number(r, 0), &message, sizeof message.text, number(r, 1), number(r, 2) | IPC_NOWAIT);
	if (got < 0) {
		reply_number(r, -1);
		return;
	}
	snprintf(line, sizeof line, "%ld %.*s", message.type, (int)got, message.text);
	reply_text(r, line);
}

static void msgstat(struct request *r)
{
	struct msqid_ds queue;
	char line[256];
	int filled;
	if (msgctl(number(r, 0), IPC_STAT, &queue) < 0) {
		reply_number(r, -1);
		return;
	}
	filled = show(line, sizeof line, &queue.msg_perm);
	snprintf(line + filled, sizeof line - filled, " %lu %lu", queue.msg_qnum, queue.msg_qbytes);
	reply_text(r, line);
}

static void msgset(struct request *r)
{
	struct msqid_ds queue = { 0 };
	if (msgctl(number(r, 0), IPC_STAT, &queue) < 0)
		queue.msg_qbytes = 16384;
	queue.msg_perm.uid = number(r, 1);
	queue.msg_perm.gid = number(r, 2);
	queue.msg_perm.mode = number(r, 3);
	reply_number(r, msgctl(number(r, 0), IPC_SET, &queue));
}

static void msgrm(struct request *r)
{
	reply_number(r, msgctl(number(r, 0), IPC_RMID, NULL));
}

static void semget_call(struct request *r)
{
	reply_number(r, semget(number(r, 0), number(r, 1), number(r, 2)));
}

static void semop_call(struct request *r)
{
	struct sembuf operation = { .sem_num = number(r, 1), .sem_op = number(r, 2), .sem_flg = number(r, 3) | IPC_NOWAIT };
	reply_number(r, semop(number(r, 0), &operation, 1));
}

static void semgetval(struct request *r)
{
	reply_number(r, semctl(number(r, 0), number(r, 1), GETVAL));
}

static void semsetval(struct request *r)
{
	union semun value = { .val = number(r, 2) };
	reply_number(r, semctl(number(r, 0), number(r, 1), SETVAL, value));
}

static void semstat(struct request *r)
{
	struct semid_ds set;
	union semun value = { .buf = &set };
	char line[256];
	int filled;
	if (semctl(number(r, 0), 0, IPC_STAT, value) < 0) {
		reply_number(r, -1);
		return;
	}
	filled = show(line, sizeof line, &set.sem_perm);
	snprintf(line + filled, sizeof line - filled, " %lu", set.sem_nsems);
	reply_text(r, line);
}

static void semrm(struct request *r)
{
	reply_number(r, semctl(number(r, 0), 0, IPC_RMID));
}

static void shmget_call(struct request *r)
{
	reply_number(r, shmget(number(r, 0), number(r, 1), number(r, 2)));
}

/* Where a task's segments are attached; a child has a copy of it as it has of the attachments. */
#define ATTACHMENTS 64
static void *attachments[ATTACHMENTS];

static void *attachment(const struct request *r)
{
	long long at = number(r, 0);
	return at >= 0 && at < ATTACHMENTS ? attachments[at] : NULL;
}

static void shmat_call(struct request *r)
{
	void *got;
	int at = 0;
	while (at < ATTACHMENTS - 1 && attachments[at])
		at++;
	got = shmat(number(r, 0), NULL, 0);
	if (got == (void *)-1) {
		reply_number(r, -1);
		return;
	}
	attachments[at] = got;
	reply_number(r, at);
}

static void shmdt_call(struct request *r)
{
	void *at = attachment(r);
	errno = EINVAL;
	if (at)
		attachments[number(r, 0)] = NULL;
	reply_number(r, at ? shmdt(at) : -1);
}

static void shmread(struct request *r)
{
	char *at = attachment(r);
	if (at)
		reply_text(r, at);
	else
		reply_error(r, EINVAL);
}

static void shmwrite(struct request *r)
{
	char *at = attachment(r);
	if (!at) {
		reply_error(r, EINVAL);
		return;
	}
	strcpy(at, text(r, 1));
	reply_number(r, 0);
}

static void shmstat(struct request *r)
{
	struct shmid_ds segment;
	char line[256];
	int filled;
	if (shmctl(number(r, 0), IPC_STAT, &segment) < 0) {
		reply_number(r, -1);
		return;
	}
	filled = show(line, sizeof line, &segment.shm_perm);
	snprintf(line + filled, sizeof line - filled, " %zu %lu", segment.shm_segsz, segment.shm_nattch);
	reply_text(r, line);
}

static void shmrm(struct request *r)
{
	reply_number(r, shmctl(number(r, 0), IPC_RMID, NULL));
}

/* How often a queue is asked for again, and how long in between, microseconds: less than the driver waits for an answer. */
#define QUEUE_TRIES 800
#define QUEUE_WAIT 10000

int queues_may_go(int tries)
{
	if (errno != EMFILE || tries >= QUEUE_TRIES)
		return 0;
	usleep(QUEUE_WAIT);
	return 1;
}

static void mqopen(struct request *r)
{
	struct mq_attr sizes = { .mq_maxmsg = number(r, 3), .mq_msgsize = number(r, 4) };
	int queue, tries = 0;

	do
		queue = mq_open(text(r, 0), number(r, 1) | O_NONBLOCK, number(r, 2), has(r, 3) ? &sizes : NULL);
	while (queue < 0 && queues_may_go(tries++));
	reply_number(r, queue);
}

static void mqsend(struct request *r)
{
	reply_number(r, mq_send(number(r, 0), text(r, 1), strlen(text(r, 1)), number(r, 2)));
}

static void mqreceive(struct request *r)
{
	char got[TEXT + 1], line[TEXT + 32];
	unsigned priority;
	ssize_t length = mq_receive(number(r, 0), got, TEXT, &priority);
	if (length < 0) {
		reply_number(r, -1);
		return;
	}
	snprintf(line, sizeof line, "%u %.*s", priority, (int)length, got);
	reply_text(r, line);
}

static void mqstat(struct request *r)
{
	struct mq_attr sizes;
	char line[64];
	if (mq_getattr(number(r, 0), &sizes) < 0) {
		reply_number(r, -1);
		return;
	}
	snprintf(line, sizeof line, "%ld %ld %ld", sizes.mq_maxmsg, sizes.mq_msgsize, sizes.mq_curmsgs);
	reply_text(r, line);
}

static void mqunlink(struct request *r)
{
	reply_number(r, mq_unlink(text(r, 0)));
}

const struct call ipc_calls[] = {
	{ "msgget", msgget_call },   { "msgsnd", msgsnd_call }, { "msgrcv", msgrcv_call },     { "msgstat", msgstat },
	{ "msgset", msgset },	     { "msgrm", msgrm },	{ "semget", semget_call },     { "semop", semop_call },
	{ "semgetval", semgetval },  { "semsetval", semsetval }, { "semstat", semstat },       { "semrm", semrm },
	{ "shmget", shmget_call },   { "shmat", shmat_call },	{ "shmdt", shmdt_call },       { "shmread", shmread },
	{ "shmwrite", shmwrite },    { "shmstat", shmstat },	{ "shmrm", shmrm },	       { "mqopen", mqopen },
	{ "mqsend", mqsend },	     { "mqreceive", mqreceive }, { "mqstat", mqstat },	       { "mqunlink", mqunlink },
	{ NULL, NULL },
};
