import { describe, expect, test } from 'vitest';
import { findSeries } from '../../../model/store/find-series.ts';
import { diff, END, mail, workspaceOf } from '../../support/mails.ts';

describe('a series is found by', async () => {
  const patch = (id: string, at: number) =>
    mail({ id, at, subject: `[PATCH] ns: ${id}`, body: `Why.\n${diff(`${id}.c`, `int ${id};`)}` });
  const { store } = await workspaceOf([
    patch('a', 1),
    patch('b', 2),
    mail({ id: 'r', at: 3, subject: 'Re: [PATCH] ns: b', to: 'b', body: 'Looks odd.' }),
    mail({ id: 's', at: 4, subject: 'Re: [PATCH] ns: b', to: 'r', body: 'Does it?' }),
  ]);
  const found = (text: string): string => findSeries(store, text, END);

  test.each([
    'b@example.org',
    '<b@example.org>',
    'https://lore.kernel.org/ltp/b@example.org/',
    'https://lore.kernel.org/r/b%40example.org',
    'https://lore.kernel.org/all/b@example.org/T/#u',
    'https://lore.kernel.org/all/b@example.org/#r',
    'https://patchwork.example.org/project/ns/patch/b@example.org/mbox/',
    's@example.org',
    'https://lore.kernel.org/all/r@example.org/',
  ])('%s', (text) => {
    expect(found(text)).toBe(found('b@example.org'));
    expect(found(text)).not.toBe(found('a@example.org'));
  });

  test.each(['https://lore.kernel.org/ltp/a%zz/', 'nobody@example.org', ''])('never by %j', (text) => {
    expect(() => found(text)).toThrow(`series ${text}: there is none`);
  });
});
