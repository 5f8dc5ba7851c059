import fc from 'fast-check';
import { commandLine, datapointWords, thresholdWords } from '../../model/describe';
import { amount, exact, unitWords } from '../../model/format';
import { limitsOf } from '../../model/rows';
import { neonRows as neon } from '../../thresholds/neon/rows';
import { type AlarmedRow, isAlarmed, thresholdsOf } from '../../thresholds/row';
import type { Command } from '../../thresholds/runbook';
import { serviceNames, serviceOf } from '../../thresholds/services';
import { upstashRows as upstash } from '../../thresholds/upstash/rows';

const limits = limitsOf(serviceOf('neon'));

/** The thresholds of the design (§6) in plain words. */
test.each([
  [neon.ActiveConnections, 'above 80 % of ConnectionLimit', 'above 90 % of ConnectionLimit'],
  [neon.SlowQueries, 'above 5 per minute', 'above 10 per minute'],
  [neon.DatabaseSize, "above 0.8 GB (80 % of the plan's 1 GB)", "above 0.9 GB (90 % of the plan's 1 GB)"],
  [neon.LockWaitTime, 'above 50 ms', 'above 100 ms'],
  [upstash.MemoryUsagePercent, 'above 75 %', 'above 85 %'],
  [upstash.ConnectedClients, 'above 80', 'above 100'],
  [upstash.CacheHitRate, 'below 75 %', 'below 60 %'],
  [upstash.EvictedKeys, 'above 50 per minute', 'above 100 per minute'],
  [neon.Up, 'below 1', 'below 1'],
  [neon.ApiErrors, 'above 0', 'above 0'],
])('%#: %p', (row, warning, critical) => {
  expect(thresholdWords(row, 'warning', limits)).toBe(warning);
  expect(thresholdWords(row, 'critical', limits)).toBe(critical);
});

test("an environment's own limit is in the words", () => {
  expect(thresholdWords(neon.DatabaseSize, 'warning', { databaseGigabytes: 3 })).toBe(
    "above 2.4 GB (80 % of the plan's 3 GB)",
  );
});

test.each([
  [[1, 1], 5, 'for 5 minutes'],
  [[1, 1], 1, 'for 1 minute'],
  [[3, 3], 5, 'in 3 periods of 5 minutes in a row'],
  [[2, 3], 10, 'in 2 of 3 periods of 10 minutes'],
  [[1, 1], 'interval', 'in one run'],
  [[3, 3], 'interval', 'in 3 runs in a row'],
  [[2, 3], 'interval', 'in 2 of 3 runs'],
] as const)('%p periods of %s minutes', (datapoints, minutes, words) => {
  expect(datapointWords(datapoints, minutes)).toBe(words);
});

test('a share is shown exactly, without floating-point noise', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (perMille) => {
      const warning = { share: perMille / 1000, ofRow: 'ConnectionLimit' };
      const row = { ...neon.ActiveConnections, alarm: { ...neon.ActiveConnections.alarm, warning } };
      expect(thresholdWords(row, 'warning', limits)).toBe(`above ${perMille / 10} % of ConnectionLimit`);
      expect(exact((perMille / 1000) * 100)).toBe(perMille / 10);
    }),
  );
});

test('every threshold of every row has words with a number', () => {
  for (const { rows, limits: own } of serviceNames.map(serviceOf))
    for (const row of Object.values(rows).filter(isAlarmed))
      for (const [severity] of thresholdsOf(row.alarm))
        expect(thresholdWords(row, severity, limitsOf({ limits: own }))).toMatch(/^(above|below) \d/);
});

test('units are written naturally', () => {
  expect(unitWords(neon.QueryThroughput)).toBe(' per second');
  expect(unitWords(neon.SlowQueries)).toBe(' per minute');
  expect(unitWords(upstash.KeyspaceHits)).toBe(' per minute');
  expect(unitWords(neon.TotalConnections)).toBe('');
});

test.each([
  ['Bytes', 50_000_000, '50 MB'],
  ['Bytes', 999, '999 B'],
  ['Bytes', 1_234_567, '1.2346 MB'],
  ['Bytes', 999_996, '1 MB'],
  ['Bytes/Second', 50_000_000, '50 MB/s'],
  ['Bytes/Second', 77_654_321, '77.654 MB/s'],
  ['Gigabytes', 0.8, '0.8 GB'],
  ['Gigabytes', 0.061_728_35, '0.061728 GB'],
  ['Gigabytes', 10_000, '10,000 GB'],
  ['Milliseconds', 0.1 + 0.2, '0.3 ms'],
  ['Milliseconds', 50, '50 ms'],
  ['Milliseconds', 999.9, '999.9 ms'],
  ['Milliseconds', 1_000, '1 s'],
  ['Milliseconds', 65_000, '65 s'],
  ['Milliseconds', 90_000, '90 s'],
  ['Milliseconds', 119_990, '119.99 s'],
  ['Milliseconds', 120_000, '2 min'],
  ['Milliseconds', 5_400_000, '90 min'],
  ['Milliseconds', 7_200_000, '2 h'],
  ['Percent', 99.95, '99.95 %'],
  ['Percent', 99.999, '99.999 %'],
  ['Percent', 12.345_67, '12.346 %'],
  ['Count/Second', 100_000, '100,000 per second'],
  ['Count', 50_000_000, '50,000,000'],
  ['Count', 12_345.678, '12,346'],
  ['None', 1_234.5, '1,234.5'],
] as const)('%s of %d are %s', (unit, number, words) => {
  expect(amount(number, { ...neon.DatabaseSize, unit })).toBe(words);
});

test('events per minute have thousands separators', () => {
  expect(amount(100_000, upstash.EvictedKeys)).toBe('100,000 per minute');
});

test.each([
  [upstash.EvictedKeys, { perMinute: 100_000 }, 'above 100,000 per minute'],
  [neon.LockWaitTime, { value: 7_200_000 }, 'above 2 h'],
  [upstash.ConnectedClients, { value: 50_000_000 }, 'above 50,000,000'],
  [upstash.CacheHitRate, { value: 99.95 }, 'below 99.95 %'],
  [
    neon.ActiveConnections,
    { share: 0.123_456_7, ofRow: 'ConnectionLimit' },
    'above 12.346 % of ConnectionLimit',
  ],
])('%#: an overridden threshold is %j, in words %s', (row, warning, words) => {
  const overridden = { ...row, alarm: { ...row.alarm, warning } } as AlarmedRow;
  expect(thresholdWords(overridden, 'warning', limits)).toBe(words);
});

describe('a command of the runbook in one line', () => {
  const of = { functionName: 'f-neon', region: 'eu-west-1', environment: 'staging', service: 'neon' };
  const line = (text: object, database?: string) =>
    commandLine({ shows: '', ...text } as Command, { ...of, database });

  test('has the name of the function and the region, and no quotes or line breaks', () => {
    expect(line({ shell: 'aws logs tail --name "$FUNCTION" \\\n  --group "/aws/lambda/$FUNCTION"' })).toBe(
      'aws logs tail --region eu-west-1 --name f-neon --group /aws/lambda/f-neon',
    );
    expect(line({ sql: "SELECT 1\n  FROM a\n WHERE b = 'c';" })).toBe("SELECT 1 FROM a WHERE b = 'c';");
  });

  test('that invokes the function for a named database is that of this project: a payload has double quotes', () => {
    const shell = (payload: string) =>
      `aws lambda invoke --function-name "$FUNCTION" --cli-binary-format raw-in-base64-out \\\n  --payload '${payload}' /dev/stdout`;
    const check = '{"checkup": true, "dryRun": true}';
    expect(line({ shell: shell('{}') })).toContain("--payload '{}' /dev/stdout");
    expect(line({ shell: shell('{}') }, 'analytics')).toBe('npm run invoke -- staging neon analytics');
    // JSON without its quotes would be no payload.
    expect(line({ shell: shell(check) })).toBeUndefined();
    expect(line({ shell: shell(check) }, 'analytics')).toBe(
      'npm run invoke -- staging neon analytics --dry-run --checkup',
    );
  });

  test.each(['echo "two words"', "sed 's/\\(a\\)/b/'", 'echo $' + '{HOME}'])(
    'is not there for %s',
    (shell) => {
      expect(line({ shell })).toBeUndefined();
    },
  );
});
