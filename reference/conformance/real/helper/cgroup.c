/* Control groups. */
#include "task.h"

const struct call cgroup_calls[] = {
	{ NULL, NULL },
};
