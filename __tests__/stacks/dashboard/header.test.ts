import { collectorOf } from '../../../model/collector';
import { dashboardBody } from '../../../stacks/dashboard/body';
import { environment } from '../../fixtures/environments';

const boards = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `team-${i}`, rows: ['neon.*'] }));
const heights = (database: string | undefined, dashboards: ReturnType<typeof boards>) => {
  const several = environment('production', { databases: { neon: [{}, { name: 'analytics' }] }, dashboards });
  const { widgets } = dashboardBody(collectorOf(several, 'neon', database), '123456789012');
  return widgets.filter(({ y }) => y === 0).map(({ height }) => height);
};

test('more links than two lines hold make the header of named databases higher', () => {
  expect(heights('analytics', boards(1))).toEqual([1, 1]);
  expect(heights('analytics', boards(10))).toEqual([2, 2]);
});

test('other dashboards keep their height, so that the numbers are on the first screen', () => {
  expect(heights(undefined, boards(10))).toEqual([1, 1]);
});
