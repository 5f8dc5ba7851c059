import type { Published, SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import type { AlarmState } from '../../../model/alarms/next-state';
import { reasonOf } from '../../../model/alarms/reason';
import { evaluatorOf } from '../../../model/alarms/timeline';
import { loadAlarm } from '../../fixtures/alarm';

const MINUTE = 60_000;
const FROM = Date.UTC(2026, 10, 26, 14);
const alarm: SynthesizedAlarm = { ...loadAlarm, threshold: 5 };

/** The reason after these values, one every five minutes from 14:00; undefined publishes nothing. */
function reason(
  change: Partial<SynthesizedAlarm>,
  values: readonly (number | undefined)[],
  before: AlarmState = 'OK',
): string {
  const changed = { ...alarm, ...change };
  const Load = values.flatMap((value, i) =>
    value === undefined ? [] : [{ at: FROM + i * 5 * MINUTE, value }],
  );
  const published: Published = { Load };
  const now = FROM + values.length * 5 * MINUTE;
  return reasonOf(changed, evaluatorOf(changed).at(published, now, before));
}

test('an alarm names the datapoints beyond the threshold, the newest first', () => {
  expect(reason({}, [1, 6, 7.25])).toBe(
    'Threshold Crossed: 2 out of the last 3 datapoints [7.25 (26/11/26 14:10:00), 6.0 (26/11/26 14:05:00)] were greater ' +
      'than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
  );
  expect(
    reason({ evaluation_periods: 1, datapoints_to_alarm: 1, comparison_operator: 'LessThanThreshold' }, [0]),
  ).toBe(
    'Threshold Crossed: 1 out of the last 1 datapoints [0.0 (26/11/26 14:00:00)] was less than the threshold (5.0) ' +
      '(minimum 1 datapoint for OK -> ALARM transition).',
  );
});

test('a recovery names the datapoints within the threshold', () => {
  expect(reason({ datapoints_to_alarm: 3 }, [6, 2, 1])).toBe(
    'Threshold Crossed: 2 out of the last 3 datapoints [1.0 (26/11/26 14:10:00), 2.0 (26/11/26 14:05:00)] were not greater ' +
      'than the threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition).',
  );
  expect(reason({}, [6, 2, 1])).toContain('(minimum 2 datapoints for ALARM -> OK transition).');
});

test('missing data are counted as the alarm treats them', () => {
  expect(reason({}, [undefined, undefined, undefined, undefined, 6])).toBe(
    'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [NonBreaching].',
  );
  expect(reason({ datapoints_to_alarm: 1 }, [undefined, undefined, undefined, undefined, 6])).toBe(
    'Threshold Crossed: 1 out of the last 3 datapoints [6.0 (26/11/26 14:20:00)] was greater than the threshold (5.0) and ' +
      '2 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).',
  );
  const nothing = [undefined, undefined, undefined, undefined, undefined];
  expect(reason({ treat_missing_data: 'breaching' }, nothing)).toBe(
    'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
  );
  expect(
    reason({ treat_missing_data: 'breaching', evaluation_periods: 1, datapoints_to_alarm: 1 }, nothing),
  ).toBe(
    'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].',
  );
  expect(reason({ treat_missing_data: 'missing' }, nothing)).toBe(
    'Insufficient Data: 3 datapoints were unknown.',
  );
});

test.each([
  [80, '80.0'],
  [0.0666851903306472, '0.0666851903306472'],
  [1e7, '1.0E7'],
  [83_714_617_344, '8.3714617344E10'],
  [0.0002, '2.0E-4'],
  [-3, '-3.0'],
])('%d is written as CloudWatch writes it', (threshold, written) => {
  expect(reason({ threshold, evaluation_periods: 1, datapoints_to_alarm: 1 }, [1e12])).toContain(
    `the threshold (${written})`,
  );
});
