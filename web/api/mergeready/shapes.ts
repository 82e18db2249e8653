/** What our own JSON holds, for the document that describes it; a test holds the answers against it. More keys may come. */
import { z } from 'zod';

const date = z.iso.datetime().describe('UTC');
const messageId = z.string().describe('a Message-ID without angle brackets');
const seriesId = z.string().regex(/^[0-9a-f]{12}$/);
const person = z.looseObject({ name: z.string(), email: z.string() });

export const problem = z.looseObject({ detail: z.string() });

export const series = z.looseObject({
  id: seriesId,
  changeId: z.string(),
  version: z.number(),
  title: z.string(),
  prefixes: z.array(z.string()),
  author: person,
  date,
  expected: z.int(),
  received: z.int(),
  complete: z.boolean(),
  cover: messageId.nullable(),
  patches: z.array(
    z.looseObject({ n: z.int(), messageId, subject: z.string(), patchId: z.string().nullable() }),
  ),
  supersededBy: seriesId.nullable(),
  state: z.string(),
});

export const landing = z.looseObject({
  messageId,
  seriesId,
  n: z.int(),
  commit: z.string().nullable(),
  tree: z.string(),
  landedAt: date,
  method: z.string(),
  score: z.number(),
});

export const keepers = z
  .looseObject({
    people: z.array(z.looseObject({ name: z.string(), email: z.string(), role: z.string() })),
    from: z.looseObject({ tree: z.string(), since: date }),
  })
  .nullable();

export const shownSeries = series.extend({
  trailers: z.array(
    z.looseObject({
      kind: z.string(),
      name: z.string(),
      email: z.string(),
      appliesTo: z.union([z.literal('series'), z.int()]),
      messageId,
    }),
  ),
  comments: z.array(
    z.looseObject({
      messageId,
      author: z.string(),
      quoted: z.string(),
      text: z.string(),
      state: z.enum(['open', 'answered', 'acknowledged', 'overtaken']),
      answeredBy: messageId.nullable(),
    }),
  ),
  waitsFor: z.looseObject({ who: z.string(), since: date, why: z.string() }),
  checks: z.array(
    z.looseObject({
      messageId,
      context: z.string(),
      state: z.enum(['pending', 'success', 'warning', 'fail']),
      url: z.string().nullable(),
      description: z.string().nullable(),
      by: z.string(),
      at: date,
    }),
  ),
  landings: z.array(landing),
  maintainers: keepers,
});

export const change = z.looseObject({ id: z.string(), versions: z.array(series) });

export const waiting = z.looseObject({
  id: seriesId,
  version: z.number(),
  title: z.string(),
  author: person,
  date,
  state: z.string(),
  who: z.enum(['author', 'reviewer', 'maintainer', 'nobody']),
  since: date,
  why: z.string(),
  features: z.array(z.string()),
  delegate: z.string().nullable(),
});

const verdict = z.looseObject({
  verdict: z.enum(['merge now', 'not yet', 'blocked']),
  flip: z.array(z.array(z.string())),
});

export const feature = z.looseObject({
  id: z.string(),
  title: z.string(),
  stage: z.string(),
  classes: z.array(z.string()),
  compulsory: z.boolean(),
  verdicts: z.looseObject({ a: verdict, b: verdict, c: verdict, d: verdict }),
});

export const assessment = z.looseObject({
  dossier: z.string(),
  goal: z.string(),
  asOf: date,
  features: z.array(feature),
  mergeOrder: z.array(z.looseObject({ id: z.string(), why: z.array(z.string()) })),
  discussFirst: z.array(z.looseObject({ id: z.string(), why: z.array(z.string()) })),
});

export const weekly = z.looseObject({
  since: date,
  asOf: date,
  assessment: assessment.nullable(),
  waiting: z.array(waiting),
});

export const hit = z.looseObject({ messageId, subject: z.string(), from: z.string(), date });

export const report = z.looseObject({ name: z.string(), subject: z.string(), asOf: date });

export const conformance = z
  .looseObject({
    kernel: z.string(),
    ranAt: date,
    rules: z.array(z.looseObject({ id: z.string(), group: z.string(), model: z.string(), real: z.string() })),
  })
  .nullable();

const side = z.looseObject({ n: z.int(), title: z.string(), messageId }).nullable();

export const diff = z.looseObject({
  before: seriesId,
  after: seriesId,
  patches: z.array(z.looseObject({ before: side, after: side, change: z.string(), score: z.number() })),
});

export const entry = z.looseObject({
  id: z.string(),
  at: date,
  who: z.string(),
  series: seriesId,
  field: z.string(),
  value: z.string(),
  isUndone: z.boolean(),
});

export const loss = z.looseObject({
  kind: z.enum(['trailer', 'comment', 'patch', 'commit']),
  since: date,
  series: seriesId.nullable(),
  text: z.string(),
});

export const source = z.looseObject({
  name: z.string(),
  kind: z.string(),
  role: z.string().nullable(),
  items: z.int(),
  since: date.nullable(),
});

export const commit = z.looseObject({
  id: z.string().regex(/^[0-9a-f]{40}$/),
  subject: z.string(),
  author: person,
  landedAt: date,
  patch: messageId.nullable(),
});

export const stackPatch = z.looseObject({
  name: z.string(),
  subject: z.string(),
  entered: date,
  left: date.nullable(),
  days: z.int(),
});

export const checked = z.looseObject({
  dossier: z.string(),
  evidence: z.array(z.looseObject({ where: z.string(), result: z.string() })),
});

export const addition = z.looseObject({ list: z.array(z.union([z.string(), z.int()])) });

export const status = z.looseObject({
  messages: z.int(),
  series: z.int(),
  commits: z.int(),
  newest: date.nullable(),
  sources: z.array(source),
});

export const finding = z.looseObject({ kind: z.string(), where: z.string(), what: z.string() });
