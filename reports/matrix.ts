/** Who stands where: features, strategies, plans and the goal by stakeholder. */
import type { Assessment } from '../model/readiness/index.ts';
import type { Cell, Section, Table } from './view.ts';

const SHORT: Readonly<Record<string, string>> = {
  support: '+',
  accept: '~',
  condition: 'c',
  question: '?',
  object: '-',
  'not heard': '!',
};

export function matrixSection(assessment: Assessment): Section {
  const said = Map.groupBy(
    [...assessment.positions, ...assessment.features.flatMap((one) => one.positions)],
    ({ stakeholder, target }) => `${stakeholder} ${target.split(',')[0]}`,
  );
  const silent = new Set(assessment.notHeard.map((one) => one.stakeholder));
  const cell = (target: string, id: string, name: string): Cell => {
    const stances = (said.get(`${id} ${target}`) ?? []).map((one) =>
      one.target.includes(',') ? `${one.stance} (${one.target.split(' ').at(-1)})` : one.stance,
    );
    const text = stances.join(', ') || (silent.has(name) ? 'not heard' : '');
    return { text, short: SHORT[text.split(/[ ,]/)[0]!] ?? SHORT[text] ?? '.' };
  };
  const targets = [
    ...assessment.features.map(({ id }) => `feature ${id}`),
    ...new Set(assessment.positions.map(({ target }) => target)),
  ];
  const table: Table = {
    kind: 'table',
    columns: assessment.stakeholders.map(({ id, name }) => ({ id, title: name })),
    rows: targets.map((target) => ({
      title: target.replace(/^feature /, ''),
      cells: assessment.stakeholders.map(({ id, name }) => cell(target, id, name)),
    })),
    legend: '+ support, ~ accept, c condition, ? question, - object, ! asked and not heard, . nothing said',
  };
  return { title: 'Who stands where', blocks: [table] };
}
