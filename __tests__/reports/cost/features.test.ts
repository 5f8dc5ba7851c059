import { cost, usdOf } from '../../../reports/cost/bill';
import { environmentCells, environmentColumns } from '../../../reports/cost/columns';
import { costDocument } from '../../../reports/cost/document';
import { byFeature, unseen } from '../../../reports/cost/features';
import { usageOf } from '../../../reports/cost/usage';
import { environment } from '../../fixtures/environments';

const checkout = environment('production', {
  tags: { Feature: 'checkout|1', CostCenter: '42' },
  databases: { neon: [{}, { name: 'analytics' }] },
  dashboards: [{ name: 'mine', rows: ['neon.Up'] }],
  budget: { monthlyDollars: 25 },
});
const plain = environment('feature');
const cells = (table: string) => table.split('\n').map((row) => row.split(/ ?(?<!\\)\| ?/).slice(1, -1));

test('a line for each environment and service, with its owner; its parts are its cost', () => {
  const { lines } = cost([checkout, plain]);
  const [headings, , ...rows] = cells(byFeature([checkout, plain], lines));
  expect(headings).toEqual([
    'Environment',
    'Feature',
    'CostCenter',
    'Service',
    'databases',
    'seen by tags',
    'not seen',
    'sum',
  ]);
  expect(rows.map((row) => row.slice(0, 5))).toEqual([
    ['production', '`checkout\\|1`', '42', 'Neon Postgres', '2'],
    ['production', '`checkout\\|1`', '42', 'Upstash Redis', '1'],
    ['production', '`checkout\\|1`', '42', 'the environment’s own', '–'],
    ['feature', '–', '–', 'Neon Postgres', '1'],
    ['feature', '–', '–', 'Upstash Redis', '1'],
  ]);
  const sum = (i: number) => rows.reduce((total, row) => total + Number(row[i]), 0);
  expect(sum(7)).toBeCloseTo(usdOf(lines), 1);
  expect(sum(5) + sum(6)).toBeCloseTo(usdOf(lines), 1);
  expect(sum(6)).toBeCloseTo(
    usdOf(lines, ({ item }) => !usageOf[item].tagged),
    1,
  );
  // Without such tags there are no columns for them.
  expect(cells(byFeature([plain], cost([plain]).lines))[0]).not.toContain('Feature');
});

test('what tags cannot see has custom metrics first, and what is not estimated', () => {
  const rows = cells(unseen(cost([checkout, plain]).lines)).slice(2);
  expect(rows.map(([label]) => label)).toEqual([
    ...['Custom metrics', 'Dashboards', 'Budgets', 'PutMetricData'],
    ...['GetMetricData of other tools, back-tests and people', '**seen by tags**'],
  ]);
  const shares = rows.map(([, , share = '']) => Number(share.replaceAll(/[*% ]/g, '')) || 0);
  expect(shares.reduce((total, share) => total + share, 0)).toBeCloseTo(100, 0);
});

test('more environments than fit have their sum, the least and the most', () => {
  const many = Array.from({ length: 7 }, (_, i) =>
    environment('feature', { name: `feature-${i}`, level: i === 6 ? 'extended' : 'core' }),
  );
  expect(environmentColumns(many)).toEqual(['all 7>', 'least>', 'most>']);
  expect(environmentColumns(many.slice(1))).toHaveLength(6);
  expect(environmentCells([1, 2, 3, 4, 5, 6, 7])).toEqual(['28.00', '1.00', '7.00']);
  expect(environmentCells([1, 2, 3, 4, 5, 6, undefined])).toEqual(['21.00', '–', '6.00']);
  expect(environmentCells([1, 2, 3, 4, 5, 6, 7], false)).toEqual(['–', '1.00', '7.00']);
  expect(environmentCells(new Array(7).fill(undefined))).toEqual(['–', '–', '–']);
  expect(environmentCells([1, undefined])).toEqual(['1.00', '–']);
  const document = costDocument(many);
  expect(document).toContain('| Item | all 7 | least | most |');
  for (const { name } of many) expect(document).toContain(`| ${name} | Neon Postgres |`);
});
