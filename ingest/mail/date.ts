/** Dates of mail headers (RFC 5322 sections 3.3 and 4.3). */
import { type Epoch, epoch } from '../../model/facts/index.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Minutes east of UTC of the obsolete names; military letters mean nothing (RFC 5322 section 4.3). */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  edt: -240,
  est: -300,
  cdt: -300,
  cst: -360,
  mdt: -360,
  mst: -420,
  pdt: -420,
  pst: -480,
  cet: 60,
  cest: 120,
  met: 60,
  mest: 120,
  bst: 60,
  msk: 180,
  msd: 240,
  jst: 540,
};

const DATE =
  /(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s,-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?\s*(?:(?:gmt|utc)?([+-]\d{1,2}:?\d{2})|([a-z]{1,4})\b)?/i;
/** ctime(3): `Thu May 18 15:47:00 2006`. */
const CTIME =
  /([a-z]{3})\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})\s+(?:([a-z]{1,4}|[+-]\d{4})\s+)?(\d{4})(?:\s+([+-]\d{4}))?/i;

/** ISO 8601, which some scripts write. */
const ISO = /(\d{4})-(\d{2})-(\d{2})[t ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(z|[+-]\d{2}:?\d{2})?/i;

export interface HeaderDate {
  readonly date: Epoch;
  /** Minutes east of UTC. */
  readonly zone: number;
}

/** Null for what is no date. Two-digit years are 1950 to 2049 (RFC 5322 section 4.3). */
export function parseDate(text: string): HeaderDate | null {
  const clean = text.replace(/\([^()]*\)/g, ' ');
  const match = DATE.exec(clean);
  if (match) {
    const [, day, month, year, hour, minute, second, offset, name] = match;
    return build(year!, month!, day!, hour!, minute!, second ?? '0', offset ?? name ?? '');
  }
  const ctime = CTIME.exec(clean);
  if (!ctime) return parseIso(clean);
  const [, month, day, hour, minute, second, zone, year, after] = ctime;
  return build(year!, month!, day!, hour!, minute!, second!, after ?? zone ?? '');
}

function parseIso(text: string): HeaderDate | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, zone] = match;
  return build(year!, MONTHS[Number(month) - 1] ?? '', day!, hour!, minute!, second ?? '0', zone ?? '');
}

function build(
  y: string,
  mon: string,
  d: string,
  h: string,
  min: string,
  s: string,
  zone: string,
): HeaderDate | null {
  const month = MONTHS.indexOf(mon.toLowerCase());
  const [day, hour, minute, second] = [Number(d), Number(h), Number(min), Math.min(Number(s), 59)];
  if (month < 0 || day < 1 || day > 31 || hour > 24 || minute > 59) return null;
  const offset = zoneOf(zone);
  const date = Date.UTC(fullYear(y), month, day, hour, minute, second) / 1000 - offset * 60;
  return { date: epoch(date), zone: offset };
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return text.length === 3 ? 1900 + year : year;
}

function zoneOf(text: string): number {
  const digits = /^([+-])(\d{1,2}):?(\d{2})$/.exec(text);
  if (!digits) return ZONES[text.toLowerCase()] ?? 0;
  const minutes = Number(digits[2]) * 60 + Number(digits[3]);
  // More than a day is a clock gone mad; git and mutt take it for UTC.
  if (minutes > 24 * 60) return 0;
  return digits[1] === '-' ? -minutes : minutes;
}
