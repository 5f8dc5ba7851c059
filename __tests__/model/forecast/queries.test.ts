import { askedFor, historyOf, queriesOf, type Subject, seriesIn } from '../../../model/forecast/queries';

const TODAY = 20_000;
const subject: Subject = {
  ...{ service: 'neon', namespace: 'Neon/Monitoring', database: 'default', row: 'DatabaseSize' },
  ...{ kind: 'trend', limit: 'DatabaseSizeLimit', dimensions: { Environment: 'production' } },
};
const at = (ago: number, value: number) => ({ day: TODAY - ago, value });

test('of several forecasts of a day the nearest counts, and of several severities the highest', () => {
  expect(
    askedFor(subject).map(({ metric, statistic, dimensions }) => [metric, statistic, dimensions.Row]),
  ).toEqual([
    ['DatabaseSize', 'Maximum', undefined],
    ['DaysUntilLimit', 'Minimum', 'DatabaseSize'],
    ['ForecastSeverity', 'Maximum', 'DatabaseSize'],
    ['DatabaseSizeLimit', 'Maximum', undefined],
  ]);
  expect(askedFor({ ...subject, limit: 1 })).toHaveLength(3);
});

test('the limit is the newest that a whole day had, and past ones are known', () => {
  const limits = [at(9, 1), at(1, 2), at(0, 3)];
  const history = historyOf(subject, [[], [], [], limits], TODAY);
  expect(history).toMatchObject({ limit: 2, limits });
  expect(historyOf(subject, [[], [], [], []], TODAY).limit).toBeUndefined();
  expect(historyOf({ ...subject, limit: 5 }, [[], [], []], TODAY)).toMatchObject({ limit: 5, limits: [] });
});

test('a severity is held for a week, and one that is none is not', () => {
  const held = (ago: number, value: number) => historyOf(subject, [[], [], [at(ago, value)]], TODAY).held;
  expect([held(0, 2), held(7, 1), held(8, 1), held(1, 1.5)]).toEqual([2, 1, 0, 0]);
});

test('answers are in the order of the queries, by day, whatever their pages', () => {
  const [first] = queriesOf(askedFor(subject));
  expect(first).toMatchObject({ Id: 'q0', MetricStat: { Period: 86_400, Stat: 'Maximum' } });
  const time = (day: number) => new Date(day * 86_400_000);
  expect(
    seriesIn(2, [
      { Id: 'q1', Timestamps: [time(3), time(1)], Values: [30, 10] },
      { Id: 'q1', Timestamps: [time(2)], Values: [20] },
      { Id: 'q9', Timestamps: [time(2)], Values: [99] },
    ]),
  ).toEqual([
    [],
    [
      { day: 1, value: 10 },
      { day: 2, value: 20 },
      { day: 3, value: 30 },
    ],
  ]);
});
