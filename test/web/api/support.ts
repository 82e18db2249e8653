/** A site with an account of each kind, asked as a program asks it. */
import { addAccount, addToken, type Workspace } from '../../../app/index.ts';
import { epoch } from '../../../model/facts/index.ts';
import { siteOf } from '../../../web/site.ts';
import { diff, END, mail, workspaceOf } from '../../support/mails.ts';

/** Of what is written through the API: a second a request. */
const clock =
  (start = Date.UTC(2026, 2, 3) / 1000) =>
  () =>
    epoch(start++);

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what a client would read
  readonly json: any;
  readonly headers: Headers;
}

export interface Client {
  readonly workspace: Workspace;
  readonly get: (path: string, token?: string) => Promise<Answer>;
  /** A form, as git-pw sends it; a text is sent as JSON. */
  readonly send: (
    method: string,
    path: string,
    body: Readonly<Record<string, string>> | string,
    token?: string,
  ) => Promise<Answer>;
  readonly text: (path: string) => Promise<{ readonly text: string; readonly headers: Headers }>;
  readonly triager: string;
  readonly reader: string;
}

export async function clientOf(workspace: Workspace, base = ''): Promise<Client> {
  const site = siteOf({ workspace, dossier: null, base, today: () => END, now: clock() });
  const token = async (name: string, role: 'triager' | 'reader'): Promise<string> => {
    await addAccount(workspace, { name, email: `${name}@example.org`, role, password: null }, END);
    return addToken(workspace, name, 'test', END);
  };
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await site.request(`https://pw.example.org${base}${path}`, init);
    const text = await response.text();
    return { status: response.status, json: JSON.parse(text || 'null'), headers: response.headers };
  };
  const authorization = (secret?: string): Record<string, string> =>
    secret ? { Authorization: secret.includes(' ') ? secret : `Token ${secret}` } : {};
  return {
    workspace,
    get: (path, secret) => ask(path, { headers: authorization(secret) }),
    send: (method, path, body, secret) =>
      ask(path, {
        method,
        headers: {
          ...authorization(secret),
          ...(typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}),
        },
        body: typeof body === 'string' ? body : new URLSearchParams(body),
      }),
    text: async (path) => {
      const response = await site.request(`https://pw.example.org${base}${path}`);
      return { text: await response.text(), headers: response.headers };
    },
    triager: await token('tess', 'triager'),
    reader: await token('rolf', 'reader'),
  };
}

/** Cover (number 1), two patches (2 and 3), a review of the first (4), a single patch of somebody else (5). */
export const threadMails = [
  mail({ id: 'c', subject: '[PATCH v2 0/2] Two things', body: 'Why.\n' }),
  mail({ id: '1', subject: '[PATCH v2 1/2] One', to: 'c', at: 1, body: `Text.\n${diff('a.c')}` }),
  mail({ id: '2', subject: '[PATCH v2 2/2] Two', to: 'c', at: 2, body: `Text.\n${diff('b.c')}` }),
  mail({
    id: 'r',
    subject: 'Re: [PATCH v2 1/2] One',
    to: '1',
    at: 9,
    from: 'Rae Reviewer <rae@example.org>',
    body: '> +int x;\nWhy an int?\n\nReviewed-by: Rae Reviewer <rae@example.org>\n',
  }),
  mail({
    id: 's',
    subject: '[PATCH] Other',
    at: 900,
    from: 'Bo Other <bo@example.org>',
    body: `Text.\n${diff('c.c')}`,
  }),
];

export const threadClient = async (): Promise<Client> => clientOf(await workspaceOf(threadMails));
