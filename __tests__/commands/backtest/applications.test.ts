import { alarmsIn } from '../../../commands/backtest/base';
import { proposedAlarms } from '../../../commands/backtest/wanted';
import { leftOut, watchedOf } from '../../../preview/alarms/environments';
import { environment, project } from '../../fixtures/environments';
import { environmentStack } from '../../support/stacks/stack';

jest.mock('../../../thresholds/application/applications', () =>
  jest.requireActual('../../fixtures/applications'),
);

const without = environment('staging');
const watching = environment('staging', { applications: ['checkout'] });

test('a base that watches an application is read, without its alarms', () => {
  const alarms = (one: typeof without) => alarmsIn(JSON.stringify(environmentStack(one)))?.alarms;
  expect(alarms(watching)?.length).toBeGreaterThan(0);
  expect(alarms(watching)).toEqual(alarms(without));
});

test('the back-test and the preview evaluate the same alarms with an application as without', () => {
  expect(proposedAlarms(watching)).toEqual(proposedAlarms(without));
  const [[one], [other]] = [[watching], [without]].map((environments) =>
    watchedOf({ ...project, environments }, 3).map(({ deployed }) =>
      deployed.flatMap(({ alarms }) => alarms.map(({ definition: { name } }) => name)),
    ),
  ) as [[string[]], [string[]]];
  expect(one).toEqual(other);
});

test('the preview says which applications it leaves out', () => {
  const said = (one: typeof without) => leftOut(watchedOf({ ...project, environments: [one] }, 3));
  expect(said(without)).toBeUndefined();
  expect(said(watching)).toMatch(/^Applications: checkout left out\. Nothing publishes their metrics here/);
});
