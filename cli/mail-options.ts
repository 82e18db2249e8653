/** Of a report that is printed as a mail: its headers. */
import type { Command } from 'commander';
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

/** @param references of a mail that answers the one named, nearest last */
export async function envelopeOf(
  { from, to, inReplyTo }: MailOptions,
  references: (id: string) => Promise<readonly string[]>,
): Promise<Partial<Envelope>> {
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(inReplyTo === undefined ? {} : { references: await references(bareId(inReplyTo)) }),
  };
}

/** A Message-ID as somebody pastes it. */
export const bareId = (text: string): string => text.replace(/^<|>$/g, '');
