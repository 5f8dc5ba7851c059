import { change, reportOf, written } from './reports';

const alarm = {
  alarm_name: 'production-neon-up-warning',
  namespace: 'Neon/Monitoring',
  period: 300,
  evaluation_periods: 3,
  datapoints_to_alarm: 2,
  treat_missing_data: 'breaching',
  actions_enabled: true,
  alarm_actions: ['arn:a'],
  ok_actions: ['arn:a'],
};

test('an anomaly alarm of a row that is not in the table is read, and billed for three metrics', () => {
  const band = {
    ...alarm,
    threshold: null,
    metric_name: '',
    metric_query: [
      { id: 'm1', metric: [{ namespace: 'Neon/Monitoring', metric_name: 'Gone', period: 300 }] },
      { id: 'ad', expression: 'ANOMALY_DETECTION_BAND(m1, 2)' },
    ],
  };
  const text = reportOf(written([change('aws_cloudwatch_metric_alarm', null, band)]));
  expect(text).toContain('new, with alarms on 1 rows');
  expect(text).toContain('| production | 0.00 | 0.60 | +0.60 |');
});

test('a usual band is said in words: its width, its side, and nothing of another metric', () => {
  const band = (width: number, operator = 'GreaterThanUpperThreshold') => ({
    ...alarm,
    alarm_name: 'production-neon-slow-queries-anomaly',
    ...{ threshold: null, metric_name: '', comparison_operator: operator },
    metric_query: [
      { id: 'band', expression: `ANOMALY_DETECTION_BAND(m1, ${width})`, return_data: true },
      { id: 'm1', metric: [{ namespace: 'Neon/Monitoring', metric_name: 'SlowQueries', period: 300 }] },
    ],
  });
  const said = (from: ReturnType<typeof band>, to: ReturnType<typeof band>) =>
    reportOf(written([change('aws_cloudwatch_metric_alarm', from, to)]));
  const wider = said(band(2), band(3));
  expect(wider).toContain(
    'SlowQueries anomaly its usual band of ± 2 standard deviations → its usual band of ± 3 standard deviations (fires later)',
  );
  expect(wider).not.toContain('looks at another metric');
  expect(said(band(2), band(2, 'LessThanLowerThreshold'))).toContain(
    'SlowQueries anomaly fires below its usual band instead of above its usual band',
  );
});
