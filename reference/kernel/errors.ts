/** The two ways in which something can go wrong; they never look alike. */

/** A system call that failed, by the name of its errno: what the caller gets. */
export class Failure extends Error {
  readonly errno: string;

  constructor(errno: string) {
    super(errno);
    this.errno = errno;
  }
}

/** The call cannot return yet; whoever serves it asks again when something happened. */
export class Blocked extends Error {}

/** The kernel broke its own rules: a fault of the model, never an answer. */
export class InvariantError extends Error {}

/** The call fails with this errno unless the condition holds. */
export function check(condition: boolean, errno: string): asserts condition {
  if (!condition) throw new Failure(errno);
}

/** What has to be true, whatever a program does. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) throw new InvariantError(what);
}
