/** A round of asking for agreement: the mail that asks and its answers, in one archive. */
import { consensusMail, openWorkspace, render, type Workspace } from '../../app/index.ts';
import { parseDossier } from '../../model/dossier/index.ts';
import { type Epoch, epoch } from '../../model/facts/index.ts';
import { mail, workspaceOf } from './mails.ts';

export const DOSSIER = `# Kept by hand.
mergeready: 1
id: ns
goal: { title: namespaces, evidence: { message: q@example.org } }
settings: { lazyDays: 14 }
stakeholders:
  - { id: ann, name: Ann, required: true, people: [ann@example.org] }
  - { id: bob, name: Bob, required: true, people: [bob@example.org] }
features:
  - { id: uts, title: A name of one's own, selectors: { titles: ["^uts"] } } # F1
  - { id: pid, title: Process ids }
`;
export const dossier = parseDossier(DOSSIER, 'ns.yaml');

const SENT = epoch(Date.UTC(2026, 2, 2, 12) / 1000);
export const daysLater = (days: number): Epoch => epoch(SENT + days * 86_400);

/** The mail that asks. */
export async function asking(): Promise<string> {
  const report = await consensusMail(openWorkspace(':memory:', true), dossier, SENT);
  return render(report, 'mail', { from: 'Ann <ann@example.org>', to: ['list@example.org'] });
}

/** What came back to it. */
export async function round(
  ...answers: readonly string[]
): Promise<{ readonly workspace: Workspace; readonly question: string }> {
  const text = await asking();
  const question = /^Message-ID: <(.*)>$/m.exec(text)![1]!;
  const replies = answers.map((answer) => answer.replaceAll('QUESTION', question));
  return { workspace: await workspaceOf([text, ...replies]), question };
}

/** @param at minutes after 2026-03-02T10:00Z, two hours after which the question went out */
export const answer = (id: string, from: string, body: string, at = 200): string =>
  mail({ id, from: `${from} <${from.toLowerCase()}@example.org>`, subject: 'Re: list', at, body }).replace(
    '\nTo:',
    '\nIn-Reply-To: <QUESTION>\nTo:',
  );
