/** What a page is told: which site, which date, which parameters. */
import type { Context } from 'hono';
import { type Account, type Background, type loadDossier, newestMail, type Workspace } from '../app/index.ts';
import { type Epoch, epoch, FOREVER } from '../model/facts/index.ts';
import type { Form } from './auth/forms.ts';
import { accountOf } from './auth/who.ts';
import type { LogEntry } from './ops/observe.ts';

export type Dossier = ReturnType<typeof loadDossier>;

export interface Site {
  readonly workspace: Workspace;
  readonly dossier: Dossier | null;
  /** The file that it was read from, as it was then: what proposals are a patch of. */
  readonly dossierFile?: { readonly name: string; readonly text: string };
  /** Why the dossier is shown as it was before: the file has changed, and cannot be read. */
  readonly dossierProblem?: string;
  /** A path in front of every route, such as `/mergeready`; empty at the root. */
  readonly base: string;
  /** What is shown where no date was chosen. */
  readonly today: () => Epoch;
  /** The clock that sessions end by; the machine's by default. */
  readonly now?: () => Epoch;
  /** `https://example.org`, where visitors see it; without it, where each request says that it is. */
  readonly origin?: string;
  /** Listens on loopback only, and no proxy shows it to others. */
  readonly isLocal?: boolean;
  /** Who may read: everybody who gets here (the default), or only who is logged in. */
  readonly readers?: 'everybody' | 'accounts';
  /** A proxy in front writes `X-Forwarded-*`, and lets none of them through. */
  readonly trustProxy?: boolean;
  /** Where a line for each request goes; nowhere by default. */
  readonly log?: (entry: LogEntry) => void;
  /** The syncs that the site makes by itself. */
  readonly sync?: Pick<Background, 'last'>;
}

/** One request, as the layout sees it. */
export interface Visit {
  /** The path that the site is served under; empty at the root. */
  readonly base: string;
  readonly asOf: Epoch;
  /** True if the visitor chose the date. */
  readonly isPast: boolean;
  readonly path: string;
  readonly hasDossier: boolean;
  /** Of its file, where the dossier that is shown is an older state of it. */
  readonly dossierProblem?: string | undefined;
  /** Who is logged in, or holds the token; null for a stranger. */
  readonly account: Account | null;
}

/** One request, as a page sees it. */
export interface Ask {
  readonly context: Context;
  readonly site: Site;
  readonly visit: Visit;
  /** A part of the path, decoded; empty where the route has none of this name. */
  readonly param: (name: string) => string;
  /** What stands behind `?`; empty where it is not there. */
  readonly query: (name: string) => string;
}

export interface DossierAsk extends Ask {
  readonly dossier: Dossier;
}

/** A form that was sent, by whom: null only where the action asks for no role. */
export interface ActAsk extends Ask {
  readonly form: Form;
  readonly account: Account | null;
}

/** Null: there is no such thing, or not on this date. */
type Shown = Response | null | Promise<Response | null>;
export type Page = (ask: Ask) => Shown;
export type Action = (ask: ActAsk) => Response | Promise<Response>;
export type DossierPage = (ask: DossierAsk) => Shown;

export function askOf(context: Context, site: Site): Ask {
  return {
    context,
    site,
    visit: visitOf(context, site),
    param: (name) => context.req.param(name) ?? '',
    query: (name) => context.req.query(name) ?? '',
  };
}

/** `?asOf=2006-05-19` is the end of that day; what is no date counts as none. */
function visitOf(context: Context, site: Site): Visit {
  const given = context.req.query('asOf') ?? '';
  const at = /^\d{4}-\d{2}-\d{2}$/.test(given) ? Date.parse(`${given}T23:59:59Z`) / 1000 : Number.NaN;
  const isPast = !Number.isNaN(at);
  return {
    base: site.base,
    asOf: isPast ? epoch(at) : site.today(),
    isPast,
    path: context.req.path.slice(site.base.length) || '/',
    hasDossier: site.dossier !== null,
    dossierProblem: site.dossierProblem,
    account: accountOf(context),
  };
}

/** Decisions count until a chosen date; today all of them do, though the newest mail may be years old. */
export const decidedUntil = ({ isPast, asOf }: Visit): Epoch => (isPast ? asOf : FOREVER);

/** The date shown by default: the newest mail's, so that an old archive shows its last state. */
export const lastDay = (workspace: Workspace, now: Epoch): Epoch => newestMail(workspace.store) ?? now;
