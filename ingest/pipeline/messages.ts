/** What the ingesting thread and its workers say to one another. */
import type { Epoch } from '../../model/facts/index.ts';
import type { MailRow } from '../../model/store/mail-row.ts';

export interface RawItem {
  readonly bytes: Uint8Array;
  readonly archivedAt: Epoch | null;
  readonly position: string;
}

export interface BatchRequest {
  readonly id: number;
  readonly items: readonly RawItem[];
  /** No mail can have come after this; seconds. */
  readonly latest: number;
}

export type ParsedItem =
  | { readonly kind: 'row'; readonly row: MailRow }
  | { readonly kind: 'unreadable'; readonly position: string; readonly problem: string };

export interface BatchReply {
  readonly id: number;
  readonly items: readonly ParsedItem[];
}
