/** A system call that failed, by the name of its errno. */
export class Failure extends Error {
  readonly errno: string;

  constructor(errno: string) {
    super(errno);
    this.errno = errno;
  }
}

export function check(condition: boolean, errno: string): void {
  if (!condition) throw new Failure(errno);
}
