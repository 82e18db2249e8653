import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { toJSONSchema } from 'zod';
import { loadDossier } from '../../app/features.ts';
import { parseDossier } from '../../model/dossier/index.ts';
import { dossierSchema } from '../../model/dossier/schema.ts';

describe('a dossier that is wrong says where', () => {
  const base = 'mergeready: 1\nid: x\ngoal: { title: t, evidence: { message: m@x } }\nstakeholders: []\n';
  test.each([
    [
      'an unknown key',
      `${base}colour: red\nfeatures: [{ id: a, title: A }]\n`,
      /^x\.yaml:5: colour: there is no such key here; docs\/dossier\.md lists those there are$/,
    ],
    [
      'a stance that is none',
      `${base}features: [{ id: a, title: A }]\npositions: [{ stakeholder: b, on: { feature: a }, stance: like, evidence: { message: m@x } }]\n`,
      /x\.yaml:6: positions\.0\.stance: has to be one of support, accept, condition, question, object/,
    ],
    [
      'a word where a list is wanted',
      `${base}features: [{ id: a, title: A, requires: b }]\n`,
      /x\.yaml:5: features\.0\.requires: has to be a list, in \[ \]/,
    ],
    [
      'a release that YAML takes for a number',
      `${base}features: [{ id: a, title: A, merged: [{ tree: mainline, release: 5.6, date: 2020-03-29 }] }]\n`,
      /x\.yaml:5: features\.0\.merged\.0\.release: has to be text, in quotes/,
    ],
    [
      'a date that is none',
      `${base}features: [{ id: a, title: A, since: yesterday }]\n`,
      /^x\.yaml:5: features\.0\.since: a date is written 2006-05-19 or 2006-05-19T10:00:00Z$/,
    ],
    ['no dossier', 'just words\n', /^x\.yaml:1: dossier: no dossier; one begins with 'mergeready: 1'/],
    [
      'a circle',
      `${base}features:\n  - { id: a, title: A, requires: [b] }\n  - { id: b, title: B, requires: [a] }\n`,
      /circle: a → b → a/,
    ],
    [
      'two features with one id',
      `${base}features:\n  - { id: a, title: A }\n  - { id: a, title: B }\n`,
      /x\.yaml:7: .*'a' is there twice/,
    ],
    [
      'seven words of evidence',
      `${base.replace('m@x', 'm@x, words: one two three four five six seven')}features: [{ id: a, title: A }]\n`,
      /x\.yaml:3: goal\.evidence\.words/,
    ],
    [
      'a day that is not in the calendar',
      `${base.replace('m@x', 'm@x, date: 2006-02-30')}features: [{ id: a, title: A }]\n`,
      /x\.yaml:3: goal\.evidence\.date: there is no such day/,
    ],
    [
      'an hour that no day has',
      `${base}features: [{ id: a, title: A, since: "2006-02-20T99:00:00Z" }]\n`,
      /x\.yaml:5: features\.0\.since: there is no such day, or no such time/,
    ],
    [
      'a selector that is no regular expression',
      `${base}features: [{ id: a, title: A, selectors: { titles: ['(open'] } }]\n`,
      /x\.yaml:5: features\.0\.selectors\.titles\.0: it is no regular expression/,
    ],
    [
      'a selector that takes for ever',
      `${base}features: [{ id: a, title: A, selectors: { titles: ['^(\\w+ ?)*$'] } }]\n`,
      /x\.yaml:5: features\.0\.selectors\.titles\.0: a repeated group/,
    ],
    [
      'a key that is missing',
      `${base}features: [{ id: a }]\n`,
      /x\.yaml:5: features\.0\.title: it is missing/,
    ],
    [
      'aliases that multiply',
      `${base}features: [&f { id: a, title: A }, ${'*f, '.repeat(200)}]\n`,
      /^x\.yaml: its aliases/,
    ],
    ['lists in lists in lists', `${base}features: ${'['.repeat(20_000)}\n`, /^x\.yaml:5: nested too deeply$/],
    ['one key twice', `${base}id: y\nfeatures: []\n`, /^x\.yaml:5: Map keys must be unique$/],
    [
      'a claim by somebody who is not in it',
      `${base}features: [{ id: a, title: A, compulsory: { claimed: [{ by: nobody, evidence: { message: m@x } }] } }]\n`,
      /there is no stakeholder 'nobody'/,
    ],
    [
      'a user that is part of an unknown one',
      `${base}users: [{ id: u, name: U, kind: project, exists: true, partOf: v, evidence: { message: m@x } }]\nfeatures: [{ id: a, title: A }]\n`,
      /x\.yaml:5: users\.0\.partOf: there is no user 'v'/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => parseDossier(text, 'x.yaml')).toThrow(message);
  });
});

test('a dossier of 10,000 features, each needing the one before, is read; closed to a circle it is named', () => {
  const base = 'mergeready: 1\nid: x\ngoal: { title: t, evidence: { message: m@x } }\nstakeholders: []\n';
  const features = (first: string): string =>
    Array.from(
      { length: 10_000 },
      (_, at) => `  - { id: f${at}, title: F, requires: [${at === 0 ? first : `f${at - 1}`}] }\n`,
    ).join('');
  expect(parseDossier(`${base}features:\n${features('')}`, 'x.yaml').features).toHaveLength(10_000);
  expect(() => parseDossier(`${base}features:\n${features('f2')}`, 'x.yaml')).toThrow(
    /circle: f0 → f2 → f1 → f0/,
  );
});

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

/** Keys of the schema that no value has, by their paths; what evidence is made of aside. */
function unshown(shape: Shape, values: readonly unknown[], path = ''): readonly string[] {
  if (shape.items) return unshown(shape.items, values.flat(), path);
  return Object.entries(shape.properties ?? {}).flatMap(([key, inner]) => {
    const found = values
      .map((value) => (value as Record<string, unknown>)[key])
      .filter((one) => one !== undefined);
    if (found.length === 0) return [`${path}${key}`];
    return key === 'evidence' || key === 'asked' ? [] : unshown(inner, found, `${path}${key}.`);
  });
}

test('the guide shows every key that there is, in a dossier that is one', () => {
  const [, shown = ''] = readFileSync('docs/dossier.md', 'utf8').split(
    /^Every key once(?:[^\n]|\n(?!\n))*\n\n/m,
  );
  const [block = ''] = /^(?: {4}.*\n)+/.exec(shown) ?? [];
  const text = block.replace(/\bE\b/g, '{ message: a1@example.org }');
  expect(parseDossier(text, 'guide.yaml').id).toBe('job-control');
  const schema = toJSONSchema(dossierSchema, { io: 'input', unrepresentable: 'any' }) as Shape;
  expect(unshown(schema, [parse(text)])).toEqual([]);
});

test('both readers of YAML read the same in the examples', () => {
  const files = globSync('examples/*/dossier.yaml');
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    expect(load(text)).toEqual(parse(text));
  }
});

test('a file that is not UTF-8 says so, with the line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-bytes-'));
  const file = join(folder, 'x.yaml');
  writeFileSync(file, Buffer.from('mergeready: 1\nid: x\n# caf\xe9\n', 'latin1'));
  expect(() => loadDossier(file)).toThrow(`${file}:3: not UTF-8; save it as UTF-8`);
  rmSync(folder, { recursive: true });
});
