/** Of a report that is printed as a mail: its headers. */
import type { Command } from 'commander';
import { referencesTo } from '../app/consensus.ts';
import type { Workspace } from '../app/workspace.ts';
import { namedMail } from '../model/facts/index.ts';
import type { Envelope } from '../reports/render/mail.ts';

export interface MailOptions {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly inReplyTo?: string;
}

/** @param when they count: in front of what is said of each */
export const withMailOptions = (command: Command, when = ''): Command =>
  command
    .option('--from <who>', `${when}its From`)
    .option('--to <who...>', `${when}its To`)
    .option('--in-reply-to <id>', `${when}the mail that it answers`);

/** What was given of it. The thread of the mail that it answers is looked up, so that mail programs show it there. */
export async function envelopeOf(
  workspace: Workspace,
  { from, to, inReplyTo }: MailOptions,
): Promise<Partial<Envelope>> {
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(inReplyTo === undefined ? {} : { references: await referencesTo(workspace, namedMail(inReplyTo)) }),
  };
}
