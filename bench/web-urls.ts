/** Which addresses the measuring of pages asks for: at least one of each route that the site has. */
import { pagePaths } from '../web/making/table.ts';

/** A page that has links to what can only be found there. */
export type Read = (path: string) => Promise<string>;

const links = (html: string, pattern: RegExp): readonly string[] => [
  ...new Set([...html.replaceAll('&amp;', '&').matchAll(pattern)].map(([, path]) => path!)),
];

/** Every route by its pattern, with the addresses that stand for it. @throws Error if one has none */
export async function pageUrls(read: Read): Promise<ReadonlyMap<string, readonly string[]>> {
  const find = async (path: string, pattern: RegExp): Promise<readonly string[]> =>
    links(await read(path), pattern);
  const reviewed = await find('/series?q=mount&sort=-patches', /href="(\/series\/[0-9a-f]{12})"/g);
  const parts = await Promise.all(reviewed.slice(0, 20).map((path) => read(path)));
  const patches = parts.flatMap((html) => links(html, /href="(\/series\/[0-9a-f]+\/patch\/\d+)"/g));
  const compared = parts.flatMap((html) =>
    links(html, /<option value="([0-9a-f]{12})"/g)
      .slice(0, 2)
      .map((_, at, all) => (at === 0 ? all : [])),
  );
  const [pair] = compared.filter((all) => all.length === 2);
  const later = parts.findIndex((html) => /rel="prev"/.test(html));
  const mails = await find('/search?q=nsproxy', /href="(\/m\/[^"]+)"/g);
  const attached = await attachments(read);
  const [rule] = await find('/reference', /href="(\/reference\/[^"]+)"/g);
  const urls: Readonly<Record<string, readonly (string | undefined)[]>> = {
    '/': ['/', '/?asOf=2021-01-10', '/?asOf=2024-11-15'],
    '/feature/:id': ['/feature/idmapped-mounts', '/feature/idmapped-mounts?asOf=2021-01-10'],
    '/feature/:id/feed.atom': ['/feature/idmapped-mounts/feed.atom'],
    '/feature-list': ['/feature-list'],
    '/strategies': ['/strategies'],
    '/plan': ['/plan'],
    '/weekly': ['/weekly', '/weekly?asOf=2024-11-15'],
    '/weekly.atom': ['/weekly.atom'],
    '/board.atom': ['/board.atom'],
    '/proposals': ['/proposals'],
    '/triage': ['/triage', '/triage?who=maintainer', '/triage?asOf=2024-11-15'],
    '/triage.atom': ['/triage.atom?person=vorel'],
    '/journal': ['/journal'],
    '/series': [
      '/series',
      '/series?q=mount&sort=-patches',
      '/series?state=under+review',
      '/series?list=ltp&page=3',
      '/series?file=mount',
      '/series?state=merged&asOf=2024-06-01',
    ],
    '/series/:id': [reviewed[0], reviewed[1]],
    '/series/:id/patch/:n': [patches[0]],
    '/series/:id/diff': [later < 0 ? undefined : `${reviewed[later]}/diff`],
    '/series/:id/mbox': [patches[0]?.replace(/patch\/\d+$/, 'mbox')],
    '/diff': [pair && `/diff?from=${pair[1]}&to=${pair[0]}`],
    '/change/:id': [parts.flatMap((html) => links(html, /href="(\/change\/[^"]+)"/g))[0]],
    '/m/:id': [mails[0]],
    '/m/:id/attachment/:n{[0-9]{1,3}}': [attached],
    '/t/:id': [mails[0]?.replace('/m/', '/t/')],
    '/people': ['/people', '/people?sort=-mails&page=2', '/people?asOf=2021-01-10'],
    '/person/:id': (await find('/people?sort=-mails', /href="(\/person\/[^"]+)"/g))
      .slice(0, 1)
      .flatMap((path) => [path, `${path}?asOf=2024-11-15`]),
    '/trees': ['/trees'],
    '/trees/:name': ['/trees/ltp', '/trees/ltp?asOf=2024-06-01', '/trees/mmotm'],
    '/commit/:id': (await find('/trees/ltp', /href="(\/commit\/[^"]+)"/g)).slice(0, 1),
    '/reference': ['/reference'],
    '/reference/:id': [rule],
    '/search': [
      '/search?q=nsproxy+from:christian',
      '/search?q=refcount+state:merged',
      '/search?q=mount&asOf=2024-11-15',
    ],
    '/status': ['/status'],
    '/doctor': ['/doctor', '/doctor?kind=missing+reference'],
  };
  const own = ['/login'];
  const api = [
    '/api/1.3/patches/?per_page=100',
    '/api/1.3/series/?per_page=100',
    '/api/1.3/events/',
    '/api/mergeready/series',
  ];
  const found = new Map<string, readonly string[]>();
  const unknown: string[] = [];
  for (const pattern of pagePaths({ dossier: true as never })) {
    const known = (urls[pattern] ?? []).filter((url) => url !== undefined);
    if (known.length === 0) unknown.push(pattern);
    found.set(pattern, known);
  }
  if (unknown.length > 0) throw new Error(`no address to measure for ${unknown.join(', ')}`);
  return found.set('of one visitor', own).set('API', api);
}

/** Mails of lists that keep attachments. */
async function attachments(read: Read): Promise<string | undefined> {
  for (const words of ['attached', 'attachment', 'patch+attached', 'screenshot'])
    for (const mail of links(await read(`/search?q=${words}`), /href="(\/m\/[^"]+)"/g).slice(0, 15)) {
      const [found] = links(await read(mail), /href="(\/m\/[^"]+\/attachment\/\d+)"/g);
      if (found) return found;
    }
  return undefined;
}

/** Many pages of one kind, so that each reader asks for what nobody asked for before. */
export async function mixes(read: Read): Promise<ReadonlyMap<string, readonly string[]>> {
  const pages = async (path: string, pattern: RegExp, count: number): Promise<readonly string[]> => {
    const all: string[] = [];
    for (let n = 1; n <= count; n++) all.push(...links(await read(`${path}page=${n}`), pattern));
    return [...new Set(all)];
  };
  return new Map([
    ['many series', await pages('/series?', /href="(\/series\/[0-9a-f]{12})"/g, 4)],
    ['many mails', await pages('/search?q=is:reply&', /href="(\/m\/[^"]+)"/g, 8)],
    ['many persons', await pages('/people?sort=-mails&', /href="(\/person\/[^"]+)"/g, 2)],
    ['many commits', await pages('/trees/ltp?', /href="(\/commit\/[^"]+)"/g, 3)],
  ]);
}
