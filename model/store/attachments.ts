/** The files that came with a mail. */
import type { Epoch } from '../facts/index.ts';
import type { Store } from './database.ts';
import { unpackBytes } from './text-pack.ts';

export interface ListedAttachment {
  /** Its place in the mail, from 1. */
  readonly n: number;
  /** Empty where the sender gave none. */
  readonly name: string;
  /** As the sender claims. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** False where it was too large to be kept. */
  readonly isKept: boolean;
}

export async function listAttachments(
  { db }: Store,
  messageId: string,
): Promise<readonly ListedAttachment[]> {
  const rows = await db
    .selectFrom('attachment')
    .innerJoin('message', 'message.id', 'attachment.message')
    .select(['attachment.n', 'name', 'type', 'size'])
    .select((eb) => eb('bytes', 'is not', null).as('kept'))
    .where('message_id', '=', messageId)
    .orderBy('attachment.n')
    .execute();
  return rows.map(({ kept, ...row }) => ({ ...row, isKept: Number(kept) === 1 }));
}

/** Null if the mail has no such attachment by then, or it was not kept. */
export async function readAttachment(
  { db }: Store,
  messageId: string,
  n: number,
  asOf: Epoch,
): Promise<(Omit<ListedAttachment, 'isKept'> & { readonly bytes: Buffer }) | null> {
  const row = await db
    .selectFrom('attachment')
    .innerJoin('message', 'message.id', 'attachment.message')
    .select(['attachment.n', 'name', 'type', 'size', 'bytes'])
    .where('message_id', '=', messageId)
    .where('attachment.n', '=', n)
    .where('archived_at', '<=', asOf)
    .executeTakeFirst();
  return row?.bytes ? { ...row, bytes: unpackBytes(row.bytes) } : null;
}
