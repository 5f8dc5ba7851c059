import { parseOptions, usage } from '../../../commands/cost/options';
import type { UsageError } from '../../../model/usage-error';

test('environments, and what to compare with', () => {
  expect(parseOptions([])).toEqual({ environments: [], actual: false });
  expect(parseOptions(['staging', 'production'])).toEqual({
    environments: ['staging', 'production'],
    actual: false,
  });
  expect(parseOptions(['--actual', 'staging', '--month', '2026-10', '--record', 'a'])).toEqual({
    ...{ environments: ['staging'], actual: true, month: '2026-10', record: 'a' },
  });
  expect(parseOptions(['--actual', '--recorded', 'a'])).toEqual({
    environments: [],
    actual: true,
    recorded: 'a',
  });
  expect(parseOptions(['--actual', '--json'])).toEqual({ environments: [], actual: true, json: true });
});

test('all that is wrong is said at once', () => {
  const wrong = (...args: string[]) => {
    try {
      return parseOptions(args);
    } catch (error) {
      return (error as UsageError).message.split('\n');
    }
  };
  expect(wrong('--month', '2026-1', '--other')).toEqual([
    'There is no option --other.',
    '--month goes with --actual.',
    '--month takes a month such as 2026-10, not "2026-1".',
    usage,
  ]);
  expect(wrong('--json')).toEqual(['--json goes with --actual.', usage]);
  expect(wrong('--actual=yes', '--recorded')).toContain('--recorded takes a value.');
  expect(wrong('--actual', '--recorded', 'a', '--record', 'b', '--month', '2026-10')).toEqual([
    '--recorded and --month exclude each other: period.json in the folder says the days.',
    '--recorded and --record exclude each other: period.json in the folder says the days.',
    usage,
  ]);
});
