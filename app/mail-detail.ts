/** One mail with all that the archive kept of it. */
import { splitDiff } from '../ingest/mail/index.ts';
import type { Epoch, Mailbox } from '../model/facts/index.ts';
import { listAttachments, readAttachment } from '../model/store/attachments.ts';
import { type ReadMail, readMails } from '../model/store/read-mail.ts';
import type { Workspace } from './workspace.ts';

export interface MailDetail {
  /** What was read of its header. */
  readonly headers: Readonly<Record<string, string>>;
  /** The text without the diff. */
  readonly content: string;
  /** Empty where there is none. */
  readonly diff: string;
  readonly text: string;
}

/** By Message-ID. */
export async function readDetails(
  { store }: Workspace,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MailDetail>> {
  const mails = await readMails(store, ids);
  return new Map(
    mails.map((mail) => [
      mail.messageId,
      { headers: headersOf(mail), text: mail.text, ...splitDiff(mail.text) },
    ]),
  );
}

function headersOf(mail: ReadMail): Record<string, string> {
  const people = (list: readonly Mailbox[]): string => list.map(mailbox).join(', ');
  const references = mail.references.map((id) => `<${id}>`);
  const all: readonly (readonly [string, string])[] = [
    ['From', mailbox(mail.sender)],
    ['To', people(mail.to)],
    ['Cc', people(mail.cc)],
    ['Subject', mail.subject],
    ['Date', new Date((mail.claimedDate ?? mail.date) * 1000).toUTCString().replace('GMT', '+0000')],
    ['Message-ID', `<${mail.messageId}>`],
    ['In-Reply-To', references[0] ?? ''],
    ['References', references.toReversed().join(' ')],
  ];
  return Object.fromEntries(all.filter(([, value]) => value !== ''));
}

const mailbox = ({ name, email }: Mailbox): string => (name ? `${name} <${email}>` : email);

/** What came with a mail, as far as it is kept. */
export const attachmentsOf = ({ store }: Workspace, messageId: string) => listAttachments(store, messageId);

/** One of them with its bytes; null if it is not there by then. @param n from 1 */
export const attachmentOf = ({ store }: Workspace, messageId: string, n: number, asOf: Epoch) =>
  readAttachment(store, messageId, n, asOf);
