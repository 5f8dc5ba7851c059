import type { Reading } from '../../../handlers/driver/readings';
import { silentRows } from '../../../handlers/driver/result';
import { neonRows } from '../../../thresholds/neon/rows';

const absent = (reason: string, lasting?: boolean): Reading => ({
  ...{ is: 'absent', reason },
  ...(lasting !== undefined && { lasting }),
});
const measured = { is: 'measured', value: 0, unit: 'Count' } as const;
const clean = (text: string) => text.replace('secret', '***');

test('alarms cannot fire where the row stays absent, or its value cannot change; a reason has no secrets', () => {
  const readings = {
    SlowQueries: absent('secret is not installed', true),
    ActiveConnections: measured,
    // For this interval only.
    LockWaitTime: absent('first run'),
    // It has no alarm.
    AverageQueryTime: absent('not installed', true),
    TotalConnections: measured,
  } as const;
  const known = { ActiveConnections: 'nobody may connect', LockWaitTime: 'no locks' };
  expect(silentRows(neonRows, readings, known, clean)).toEqual({
    SlowQueries: '*** is not installed',
    ActiveConnections: 'nobody may connect',
  });
});

test('there is nothing to say while the compute sleeps, or when the run failed', () => {
  const readings = { SlowQueries: { is: 'asleep' }, DatabaseSize: { is: 'failed', cause: 'x' } } as const;
  expect(silentRows(neonRows, readings, { SlowQueries: 'x', DatabaseSize: 'x' }, clean)).toEqual({});
});
