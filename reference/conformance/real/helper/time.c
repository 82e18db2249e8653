/* Clocks and timers. */
#include "task.h"

const struct call time_calls[] = {
	{ NULL, NULL },
};
