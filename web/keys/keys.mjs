/**
 * Keys for the queue and for a series. Whatever they do the forms of the page do as well: without this script nothing is
 * missing. It finds `tr[data-series]` and `form[data-decide]`, as pages/triage.ts and decide/form.ts make them.
 */
import { ask, choose, help, isDialogOpen } from './dialogs.mjs';

/** Where the site begins: `/`, or `/mergeready/` behind a proxy. */
const BASE = new URL('.', import.meta.url).pathname;
/** The queue as it was last seen, for going on from one series to the next. */
const QUEUE = 'mergeready-queue';
/** The series to come back to. */
const AT = 'mergeready-at';
/** Single keys get in the way of speech input, so they can be turned off (WCAG 2.1.4). */
const OFF = 'mergeready-keys-off';

const STATE_KEYS = new Map([
  ['new', 'e'],
  ['under-review', 'u'],
  ['accepted', 'a'],
  ['rejected', 'r'],
  ['rfc', 'f'],
  ['not-applicable', 'n'],
  ['changes-requested', 'c'],
  ['awaiting-upstream', 'w'],
  ['superseded', 's'],
  ['deferred', 'd'],
  ['-', '-'],
]);

/** @type {HTMLFormElement | null} */
const form = document.querySelector('form[data-decide]');
/** @type {HTMLTableRowElement[]} */
const rows = [...document.querySelectorAll('tr')].filter((row) => row.dataset['series'] !== undefined);
let at = -1;

/** @type {{ entries: string[], restore: () => void, what: string }[]} */
const done = [];

/** Said aloud by screen readers, and shown for a while. */
const status = document.createElement('p');
status.className = 'said-aloud';
status.setAttribute('role', 'status');

/** @param {string} text */
function say(text) {
  status.textContent = text;
}

/** @param {HTMLTableRowElement | undefined} row @returns {HTMLAnchorElement | null} */
const linkOf = (row) => row?.querySelector('th a') ?? null;
/** @param {HTMLTableRowElement | undefined} row */
const titleOf = (row) => linkOf(row)?.textContent ?? '';
/** @param {HTMLTableRowElement | undefined} row @returns {HTMLInputElement | null} */
const boxOf = (row) => row?.querySelector('input[type=checkbox]') ?? null;

/** @param {number} to */
function go(to) {
  linkOf(rows[Math.max(0, Math.min(rows.length - 1, to))])?.focus();
}

/** The rows that a key is about: the chosen ones, else the one that has the focus. */
function targets() {
  const chosen = rows.filter((row) => boxOf(row)?.checked);
  return chosen.length > 0 ? chosen : rows.slice(at, at + 1);
}

/** @param {string} name */
const field = (name) => {
  const found = form?.elements.namedItem(name);
  return found instanceof HTMLSelectElement || found instanceof HTMLInputElement ? found : null;
};

/** @param {string} path @param {[string, string][]} fields */
async function post(path, fields) {
  const body = new URLSearchParams([['csrf', field('csrf')?.value ?? ''], ...fields]);
  const response = await fetch(BASE + path, {
    method: 'POST',
    headers: { Accept: 'application/json' },
    body,
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail ?? `The server says ${response.status}.`);
  return answer;
}

/** @param {'state' | 'delegate' | 'feature' | 'note'} name @param {string} value */
async function set(name, value) {
  const some = form?.dataset['decide'] === 'one' ? [] : targets();
  const series =
    form?.dataset['decide'] === 'one'
      ? [field('series')?.value ?? '']
      : some.map((row) => row.dataset['series'] ?? '');
  if (series.length === 0) return say('Go to a series first: j and k.');
  const answer = await post('triage', [
    ...series.map((id) => /** @type {[string, string]} */ (['series', id])),
    [name, value],
  ]);
  if (answer.entries.length === 0) return say('Nothing was changed.');
  const restore = some.length > 0 ? showInRows(some, name, value) : showInForm(name, value);
  const of = some.length > 1 ? `${some.length} series` : some.map(titleOf).join('') || document.title;
  const what = `${name} ${value === '-' ? 'taken back' : value}: ${of}`;
  done.push({ entries: answer.entries.map((/** @type {{ id: string }} */ one) => one.id), restore, what });
  say(`${what}.`);
}

/**
 * @param {HTMLTableRowElement[]} some @param {string} name @param {string} value
 * @returns {() => void} what shows them as they were
 */
function showInRows(some, name, value) {
  const before = some.map((row) => ({
    row,
    cell: row.querySelector(`td.${name}`),
    text: '',
    was: row.className,
  }));
  for (const one of before) {
    const box = boxOf(one.row);
    if (box) box.checked = false;
    one.row.classList.add('decided');
    if (!one.cell) continue;
    one.text = one.cell.textContent ?? '';
    one.cell.textContent = value === '-' ? '' : value;
  }
  return () => {
    for (const { row, cell, text, was } of before) {
      row.className = was;
      if (cell) cell.textContent = text;
    }
  };
}

/** @param {string} name @param {string} value */
function showInForm(name, value) {
  const [shown, was] = [field(name), field(`was-${name}`)];
  const before = shown?.value ?? '';
  /** @param {string} text */
  const show = (text) => {
    if (shown) shown.value = text;
    if (was) was.value = text;
  };
  if (name !== 'note') show(value === '-' ? '' : value);
  return () => (name === 'note' ? undefined : show(before));
}

async function undo() {
  const last = done.pop();
  if (!last) return say('Nothing to undo on this page. The journal has the rest.');
  await post(
    'journal/undo',
    last.entries.map((id) => ['entry', id]),
  );
  last.restore();
  say(`Undone: ${last.what}.`);
}

async function setState() {
  const options = [...STATE_KEYS].map(([value, key]) => ({
    key,
    value,
    label: value === '-' ? 'none: as the mails say' : value,
  }));
  const chosen = await choose('Set the state', options);
  if (chosen !== null) await set('state', chosen);
}

async function setFeature() {
  const known = field('feature');
  if (!(known instanceof HTMLSelectElement)) return setText('feature', 'For which feature?');
  const names = [...known.options]
    .map((option) => option.value)
    .filter((value) => value !== '' && value !== '-');
  const letters = '123456789abcdefghilmnopqrstuvwxyz';
  const options = names.map((value, n) => ({ key: letters[n] ?? '', value, label: value }));
  const chosen = await choose('For which feature?', [...options, { key: '-', value: '-', label: 'none' }]);
  if (chosen !== null) await set('feature', chosen);
}

/** @param {'delegate' | 'feature' | 'note'} name @param {string} question */
async function setText(name, question) {
  const given = await ask(question, name === 'delegate' ? 'people' : '');
  if (given !== null && (given !== '' || name !== 'note')) await set(name, given === '' ? '-' : given);
}

/** @returns {{ queue: string, links: string[] }} */
function lastQueue() {
  try {
    return JSON.parse(sessionStorage.getItem(QUEUE) ?? '') ?? { queue: '', links: [] };
  } catch {
    return { queue: '', links: [] };
  }
}

/** On the page of a series: the next one of the queue, or the one before. @param {number} step */
function step(step) {
  const { links } = lastQueue();
  const here = links.findIndex((link) => new URL(link, location.href).pathname === location.pathname);
  const to = here < 0 ? undefined : links[here + step];
  if (to) location.assign(to);
  else say(here < 0 ? 'Come here from the queue, then n and p go through it.' : 'The queue ends here.');
}

function back() {
  sessionStorage.setItem(AT, location.pathname);
  location.assign(lastQueue().queue || `${BASE}triage`);
}

/** The next row that nothing was decided about on this page. */
function nextOpen() {
  const to = rows.findIndex((row, n) => n > at && !row.classList.contains('decided'));
  if (to < 0) say('No series after this one is undecided.');
  else go(to);
}

const moving = rows.length > 0;
/** @type {{ keys: string[], shown: string, what: string, run: () => unknown }[]} */
const KEYS = [
  ...(moving
    ? [
        { keys: ['j', 'ArrowDown'], shown: 'j', what: 'next series', run: () => go(at + 1) },
        { keys: ['k', 'ArrowUp'], shown: 'k', what: 'previous series', run: () => go(at < 0 ? 0 : at - 1) },
        { keys: ['n'], shown: 'n', what: 'next undecided series', run: nextOpen },
        {
          keys: ['o'],
          shown: 'o',
          what: 'open the series',
          run: () => linkOf(rows[at])?.click(),
        },
      ]
    : [
        { keys: ['n'], shown: 'n', what: 'next series of the queue', run: () => step(1) },
        { keys: ['p'], shown: 'p', what: 'previous series of the queue', run: () => step(-1) },
        { keys: ['q'], shown: 'q', what: 'back to the queue', run: back },
      ]),
  ...(moving && form
    ? [{ keys: ['x'], shown: 'x', what: 'choose the series, to set several at once', run: toggle }]
    : []),
  ...(form
    ? [
        { keys: ['s'], shown: 's', what: 'set the state', run: setState },
        {
          keys: ['d'],
          shown: 'd',
          what: 'delegate',
          run: () => setText('delegate', 'Delegate to whom? (empty: to nobody)'),
        },
        { keys: ['f'], shown: 'f', what: 'name the feature', run: setFeature },
        { keys: ['c'], shown: 'c', what: 'add a note', run: () => setText('note', 'Note') },
        { keys: ['u'], shown: 'u', what: 'undo', run: undo },
      ]
    : []),
  { keys: ['?'], shown: '?', what: 'these keys', run: showHelp },
];

function toggle() {
  const box = boxOf(rows[at]);
  if (!box) return say('Go to a series first: j and k.');
  box.checked = !box.checked;
  say(`${box.checked ? 'Chosen' : 'Not chosen'}: ${titleOf(rows[at])}`);
}

function showHelp() {
  return help(KEYS, localStorage.getItem(OFF) === null, (isOn) => {
    if (isOn) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, '1');
  });
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isDialogOpen()) return;
  const { target } = event;
  const isBox = target instanceof HTMLInputElement && target.type === 'checkbox';
  const isTyping =
    target instanceof HTMLElement && target.matches('input, select, textarea, [contenteditable]');
  if ((isTyping && !isBox) || (localStorage.getItem(OFF) !== null && event.key !== '?')) return;
  const found = KEYS.find(({ keys }) => keys.includes(event.key));
  if (!found) return;
  event.preventDefault();
  Promise.resolve()
    .then(found.run)
    .catch((/** @type {Error} */ error) => say(error.message));
}

if (moving || form) {
  document.body.append(status);
  document.addEventListener('keydown', onKey);
  for (const [n, row] of rows.entries())
    row.addEventListener('focusin', () => {
      at = n;
    });
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'keys';
  button.textContent = 'Keys: ?';
  button.addEventListener('click', showHelp);
  document.querySelector('main')?.append(button);
}
if (moving) {
  const links = rows.map((row) => linkOf(row)?.getAttribute('href') ?? '');
  sessionStorage.setItem(QUEUE, JSON.stringify({ queue: location.pathname + location.search, links }));
  const from = sessionStorage.getItem(AT);
  sessionStorage.removeItem(AT);
  if (from) go(links.findIndex((link) => new URL(link, location.href).pathname === from));
}
