/**
 * The errors that a user sees, in one line: what, where, what to do. The command line maps them to exit codes
 * in one place (cli/main.ts). Broken mail is data and never throws.
 */

/** Wrong usage: an option, a name that doesn't exist. Exit code 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** Wrong input: a file that is not what it should be. Exit code 2. */
export class InputError extends Error {
  override readonly name: string = 'InputError';
  /** The file, with the line where there is one, or a Message-ID. */
  readonly where: string;

  constructor(where: string, what: string) {
    super(`${where}: ${what}`);
    this.where = where;
  }
}

/** Something outside failed: the network, git, the disk. Exit code 3. */
export class OutsideError extends Error {
  override readonly name: string = 'OutsideError';
}
