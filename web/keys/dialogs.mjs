/** Small questions. A modal dialog keeps the focus inside and gives it back when it closes. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, string>} attributes @param {(string | Node)[]} children
 */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export const isDialogOpen = () => document.querySelector('dialog[open]') !== null;

/**
 * @param {string} title @param {Node[]} content @param {(dialog: HTMLDialogElement) => void} [prepare]
 * @returns {Promise<string | null>} what it was closed with; null where it was given up
 */
function open(title, content, prepare) {
  const dialog = element(
    'dialog',
    { 'aria-label': title },
    element('p', { class: 'title' }, title),
    ...content,
  );
  document.body.append(dialog);
  prepare?.(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('cancel', () => {
      dialog.returnValue = '';
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      const value = dialog.returnValue;
      resolve(value.startsWith('=') ? value.slice(1) : null);
    });
    dialog.showModal();
  });
}

/** @param {string} title @param {{ key: string, value: string, label: string }[]} options */
export function choose(title, options) {
  const buttons = options.map(({ key, value, label }) => {
    const button = element('button', { type: 'button', value }, element('kbd', {}, key), ` ${label}`);
    return { key, button };
  });
  const list = element('div', { class: 'choices' }, ...buttons.map(({ button }) => button));
  return open(title, [list], (dialog) => {
    for (const { button } of buttons)
      button.addEventListener('click', () => dialog.close(`=${button.value}`));
    dialog.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const move = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
      const found = buttons.find(({ key }) => key !== '' && key === event.key);
      if (!move && !found) return;
      event.preventDefault();
      if (found) return dialog.close(`=${found.button.value}`);
      const here = buttons.findIndex(({ button }) => button === document.activeElement);
      buttons[(here + (move ?? 0) + buttons.length) % buttons.length]?.button.focus();
    });
  });
}

/** @param {string} title @param {string} list id of a datalist, or empty */
export function ask(title, list) {
  const input = element('input', { 'aria-label': title, autocomplete: 'off', ...(list ? { list } : {}) });
  const form = element('form', { method: 'dialog' }, input, element('button', {}, 'Set'));
  return open(title, [form], (dialog) => {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      dialog.close(`=${input.value.trim()}`);
    });
  });
}

/**
 * @param {{ shown: string, what: string }[]} keys @param {boolean} isOn @param {(isOn: boolean) => void} turn
 */
export function help(keys, isOn, turn) {
  const list = element(
    'dl',
    {},
    ...keys.flatMap(({ shown, what }) => [
      element('dt', {}, element('kbd', {}, shown)),
      element('dd', {}, what),
    ]),
  );
  const box = element('input', { type: 'checkbox', ...(isOn ? { checked: '' } : {}) });
  box.addEventListener('change', () => turn(box.checked));
  const close = element('button', { type: 'button' }, 'Close');
  const content = [list, element('label', { class: 'check' }, box, ' Keys are on'), close];
  return open('Keys', content, (dialog) => {
    close.addEventListener('click', () => dialog.close());
    close.setAttribute('autofocus', '');
  });
}
