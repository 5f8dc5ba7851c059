import { environmentRules } from '../../../model/checks/environment-rules';
import type { Entry } from '../../../model/environment';

test('a limit is refused with what a plan can have', () => {
  const limits = { databaseGigabytes: 1e300, computeUnits: 0.2, monthlyCommands: 1_000.5 };
  const findings = [...(environmentRules.limits?.({ limits } as Entry, 'macro-ai') ?? [])];
  expect(findings.map(([at, , fix]) => `${at}: ${fix}`)).toEqual([
    'limits.databaseGigabytes: use a number from 0.001 to 1000000',
    'limits.computeUnits: use a number from 0.25 to 10000',
    'limits.monthlyCommands: use a whole number',
  ]);
});
