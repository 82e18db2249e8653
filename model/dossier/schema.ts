/**
 * A dossier: one goal and what people have judged about it (DOMAIN.md, "dossier"). docs/dossier.md explains every key.
 */
import { z } from 'zod';
import { isInCalendar } from '../facts/index.ts';

const id = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,40}$/,
    "an id is a short name of lower-case letters, digits and '-', such as pidfd-open",
  );
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/, {
    error: 'a date is written 2006-05-19 or 2006-05-19T10:00:00Z',
    abort: true,
  })
  .refine(isInCalendar, 'there is no such day, or no such time');

const titlePattern = z
  .string()
  .refine(isRegularExpression, 'it is no regular expression')
  .refine(
    (text) => !REPEATS_REPETITION.test(text),
    'a repeated group with a repetition in it can take for ever on a title that strangers write',
  );

/** `(\\w+\\s?)*` takes exponential time. What it refuses without need can be written otherwise. */
const REPEATS_REPETITION = /\([^()]*[+*][^()]*\)[+*{]/;

function isRegularExpression(text: string): boolean {
  try {
    return Boolean(new RegExp(text, 'i'));
  } catch {
    return false;
  }
}

const MAX_WORDS = 6;
const evidence = z
  .strictObject({
    message: z.string().optional(),
    commit: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/)
      .optional(),
    words: z
      .string()
      .refine(
        (text) => text.trim().split(/\s+/).length <= MAX_WORDS,
        `at most ${MAX_WORDS} words: an anchor, not a quotation`,
      )
      .optional(),
    date: date.optional(),
  })
  .refine(
    (one) => (one.message === undefined) !== (one.commit === undefined),
    'either a message or a commit',
  );

const claim = z.strictObject({ by: id, evidence });

export const STANCES = ['support', 'accept', 'condition', 'question', 'object'] as const;
export const CLASSES = ['self-contained', 'enabler', 'everyday', 'set-only'] as const;

const target = z
  .strictObject({
    feature: id.optional(),
    variant: id.optional(),
    strategy: z.enum(['a', 'b', 'c', 'd']).optional(),
    plan: id.optional(),
    goal: z.literal(true).optional(),
  })
  .refine((one) => Object.keys(one).length >= 1, 'name a feature, strategy, plan or the goal');

const feature = z.strictObject({
  id,
  title: z.string(),
  description: z.string().optional(),
  /** Where somebody named it as something the goal needs: before that it is not on the list. */
  evidence: evidence.optional(),
  /** The same as a date, where no mail at hand names it. */
  since: date.optional(),
  compulsory: z
    .strictObject({ claimed: z.array(claim).default([]), disputed: z.array(claim).default([]) })
    .optional(),
  classes: z
    .array(
      z.strictObject({
        class: z.enum(CLASSES),
        by: id.optional(),
        evidence,
        disputed: z.array(claim).default([]),
      }),
    )
    .default([]),
  requires: z.array(id).default([]),
  cost: z.strictObject({ forOthers: z.enum(['none', 'some']), evidence }).optional(),
  selectable: z.strictObject({ value: z.boolean(), evidence }).optional(),
  variants: z
    .array(
      z.strictObject({
        id,
        title: z.string(),
        users: z.array(id).default([]),
        evidence: evidence.optional(),
      }),
    )
    .default([]),
  users: z.array(z.strictObject({ user: id, evidence })).default([]),
  /** What somebody says to have tested: a claim, not a result. */
  tests: z.array(z.strictObject({ by: id, what: z.string(), evidence })).default([]),
  selectors: z
    .strictObject({ titles: z.array(titlePattern).default([]), messages: z.array(z.string()).default([]) })
    .default({ titles: [], messages: [] }),
  merged: z
    .array(
      z.strictObject({
        tree: z.string(),
        release: z.string().optional(),
        date,
        evidence: evidence.optional(),
      }),
    )
    .default([]),
  used: z.array(z.strictObject({ user: id, date })).default([]),
  /** Rules of the reference, by group (`uts`) or id (`uts-06`), that say executably what it is to do. */
  rules: z.array(z.string()).default([]),
  /** Nobody works towards merging it any more. */
  withdrawn: z.strictObject({ date, why: z.string() }).optional(),
});

export const dossierSchema = z.strictObject({
  mergeready: z.literal(1),
  id,
  goal: z.strictObject({ title: z.string(), evidence }),
  /** What a Message-ID is put behind to link to a mail; empty for no links. */
  mailUrl: z.union([z.literal(''), z.httpUrl()]).default('https://lore.kernel.org/r/'),
  /** The name of the tree that strategy d is about, as given to `add`. */
  tree: z.string().optional(),
  archives: z.array(z.strictObject({ name: z.string(), add: z.string() })).default([]),
  settings: z
    .strictObject({
      enablerProjects: z.int().min(1).default(2),
      everydayGroups: z.int().min(1).default(1),
      tailShare: z.number().min(0).max(1).default(0.2),
      outsideReviewShare: z.number().min(0).max(1).default(0.9),
      /** Silence for so long after being asked is acceptance; absent: it never is. */
      lazyDays: z.int().min(1).optional(),
    })
    .default({ enablerProjects: 2, everydayGroups: 1, tailShare: 0.2, outsideReviewShare: 0.9 }),
  stakeholders: z.array(
    z.strictObject({
      id,
      name: z.string(),
      required: z.boolean().default(false),
      people: z.array(z.string()).default([]),
      maintains: z.array(id).default([]),
      asked: evidence.optional(),
    }),
  ),
  users: z
    .array(
      z.strictObject({
        id,
        name: z.string(),
        kind: z.enum(['project', 'people', 'program']),
        exists: z.boolean(),
        /** Another user that it is a part or an offspring of: the two are not independent. */
        partOf: id.optional(),
        evidence,
      }),
    )
    .default([]),
  features: z.array(feature).min(1),
  positions: z
    .array(
      z.strictObject({
        stakeholder: id,
        on: target,
        stance: z.enum(STANCES),
        condition: z.string().optional(),
        evidence,
      }),
    )
    .default([]),
  blockers: z
    .array(
      z.strictObject({
        id,
        title: z.string(),
        on: z.array(id).min(1),
        kind: z.enum(['technical', 'overhead', 'maintenance-cost', 'interface', 'dispute', 'process']),
        raisedBy: id,
        evidence,
        answers: z.array(claim).default([]),
        resolved: claim.optional(),
      }),
    )
    .default([]),
  questions: z
    .array(
      z.strictObject({
        id,
        title: z.string(),
        on: id,
        evidence,
        options: z.array(z.strictObject({ id, title: z.string() })).min(2),
        favours: z.array(z.strictObject({ by: id, option: id, evidence })).default([]),
        decided: claim.optional(),
      }),
    )
    .default([]),
});

export type Dossier = z.infer<typeof dossierSchema>;
export type Feature = Dossier['features'][number];
export type Evidence = z.infer<typeof evidence>;
export type Position = Dossier['positions'][number];
export type Blocker = Dossier['blockers'][number];
