import * as v from 'valibot';
import {
  type Alarm,
  type Anomaly,
  type CounterRow,
  type Datapoints,
  type GaugeRow,
  levels,
  lineColors,
  type NoAlarm,
  type Panel,
  type RateRow,
  type Row,
  type Severity,
  sections,
  sides,
  type Table,
  type Threshold,
  type Trend,
} from '../../thresholds/row';
import { kindKeys, shapeOf } from '../threshold';
import { closed, formed, isTable, number, oneOf, text } from './schema';

/**
 * The shape of a row, for tables that were not compiled (`tsx` and `cdktf synth` do not check types). Each message says
 * what to write instead. Whether the values fit together is checked by the rules for rows. If a field or a word is added
 * to `thresholds/row.ts`, this does not compile until it is added here too.
 */
const LOOK = 'write it as thresholds/row.ts says';
type Entries<T> = Readonly<Record<keyof T, v.GenericSchema>>;

/** One of these words. A table, because a list would compile without some of them. */
const word = <Of extends string>(words: Readonly<Record<Of, true>>) => oneOf(Object.keys(words));

const noKind = v.custom<Threshold>(
  () => false,
  'use { value }, { perMinute }, { share, ofRow } or { share, ofLimit }',
);
const threshold = v.lazy((value) => {
  const key = kindKeys.find((own) => isTable(value) && own in value);
  return key ? shapeOf(key) : noKind;
});
const datapoints = v.tuple([number, number], 'use [M, N]') satisfies v.GenericSchema<unknown, Datapoints>;
/** M of N by severity. */
export const datapointsShape = closed(
  { warning: datapoints, critical: v.exactOptional(datapoints) } satisfies Readonly<
    Record<Severity, v.GenericSchema>
  >,
  LOOK,
);
/** The words that all alarms use. */
export const alarmWords = {
  category: word<Alarm<Threshold>['category']>({ capacity: true, performance: true, error: true }),
  breaches: word<Alarm<Threshold>['breaches']>({ above: true, below: true }),
  missingData: word<Alarm<Threshold>['missingData']>({
    breaching: true,
    notBreaching: true,
    ignore: true,
    missing: true,
  }),
};

const alarm = closed(
  {
    category: alarmWords.category,
    breaches: alarmWords.breaches,
    statistic: word<Alarm<Threshold>['statistic']>({
      Average: true,
      Maximum: true,
      Minimum: true,
      Sum: true,
    }),
    warning: threshold,
    critical: v.exactOptional(threshold),
    periodMinutes: oneOf([3, 4, 5, 'interval'] satisfies Alarm<Threshold>['periodMinutes'][]),
    datapoints: datapointsShape,
    missingData: alarmWords.missingData,
    criticalFirst: v.exactOptional(text),
    grouped: v.exactOptional(v.union([closed({ as: text }), closed({ by: text })], 'use { as } or { by }')),
    firstStep: text,
    query: v.exactOptional(text),
  } satisfies Entries<Required<Alarm<Threshold>>>,
  LOOK,
);
/** An override that takes the alarms of a row away. */
export const offShape = closed({
  alarm: v.literal('off', "use 'off', or remove it"),
  reason: formed(
    /^(?=.*\S)[^\p{Cc}\u2028\u2029]+$/u,
    'say why in one line, for those who look for the alarm',
  ),
});
/** Of a row, and of an override. Its band is checked by a rule. */
export const anomalyShape = closed(
  { band: number, side: oneOf(sides) } satisfies Entries<Anomaly>,
  'use { band, side }',
);
/** Why a row has no alarm. */
export const noAlarm = closed({ none: text } satisfies Entries<NoAlarm>, LOOK);
const NO_END = 'use { value }, { ofLimit } or { ofRow }';
const trendShape = closed(
  {
    to: v.union([closed({ value: number }), closed({ ofLimit: text }), closed({ ofRow: text })], NO_END),
  } satisfies Entries<Trend>,
  "use { to } or 'quota'",
);
const forecastShape = v.lazy((value) => (isTable(value) ? trendShape : oneOf(['quota'])));

const described = {
  kind: word<GaugeRow['kind'] | CounterRow['kind']>({ gauge: true, counter: true }),
  unit: text,
  level: oneOf(levels),
  needs: v.exactOptional(text),
  needsLimit: v.exactOptional(text),
  daily: v.exactOptional(v.literal(true, 'use true, or remove it')),
  anomaly: v.exactOptional(anomalyShape),
  panel: closed(
    {
      section: oneOf(sections),
      graph: text,
      color: v.exactOptional(oneOf(lineColors)),
      tile: v.exactOptional(v.literal(true, 'use true, or remove it')),
    } satisfies Entries<Required<Panel>>,
    LOOK,
  ),
  meaning: text,
  counted: text,
  alarm: v.lazy((value) => (isTable(value) && 'none' in value ? noAlarm : alarm)),
};
const gauge = { ...described, forecast: v.exactOptional(forecastShape) } satisfies Entries<
  Required<GaugeRow>
>;
const counter = {
  ...described,
  published: word<CounterRow['published']>({ count: true, rate: true }),
  average: v.exactOptional(v.literal(true, 'use true, or remove it')),
} satisfies Entries<Required<RateRow>>;

/** A row of a service's table. */
export const rowShape = v.lazy((row) => closed(Object(row).kind === 'counter' ? counter : gauge, LOOK));

/** The rows that are well formed: the rules can read them. */
export function soundRows(rows: Table): Table {
  return Object.fromEntries(
    // What is not a table has none.
    Object.entries(Object(rows)).filter((entry): entry is [string, Row] => v.is(rowShape, entry[1])),
  );
}
