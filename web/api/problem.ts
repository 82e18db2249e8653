/** What the API answers where it cannot do what was asked, in the words of Django REST framework, which clients know. */
import type { Context } from 'hono';

type Status = 400 | 401 | 403 | 404 | 405 | 500;

export class Problem extends Error {
  readonly status: Status;
  /** `{"detail": …}`, or the faults by field. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: Status, body: string | Readonly<Record<string, readonly string[]>>) {
    super(typeof body === 'string' ? body : JSON.stringify(body));
    this.status = status;
    this.body = typeof body === 'string' ? { detail: body } : body;
  }
}

export const notFound = (): Problem => new Problem(404, 'Not found.');

export function answerProblem(context: Context, problem: Problem): Response {
  // RFC 9110 section 11.6.1: whoever is refused for want of credentials is told which would do. Passwords do as well, but
  // browsers would ask for one, and then send it along with whatever a page makes them ask.
  const headers = problem.status === 401 ? { 'WWW-Authenticate': 'Token' } : undefined;
  return context.json(problem.body, problem.status, headers);
}
