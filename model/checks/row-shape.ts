import * as v from 'valibot';
import {
  type Alarm,
  type CounterRow,
  type Datapoints,
  type GaugeRow,
  type NoAlarm,
  type Panel,
  type Severity,
  sections,
  type Threshold,
} from '../../thresholds/row';
import { kindOf } from '../threshold';

/**
 * What a row is made of, for tables that no compiler has seen (`tsx` and `cdktf synth` ask none). Each message says what
 * to write instead. What the values mean is held against each other by the rules of rows. A field or a word that
 * `thresholds/row.ts` gets does not compile until it is here.
 */
const LOOK = 'write it as thresholds/row.ts says';
type Entries<T> = Readonly<Record<keyof T, v.GenericSchema>>;

const text = v.string('use a text in quotes');
const number = v.number('use a number');
const picked = <Of extends string | number>(of: readonly Of[]) =>
  v.picklist(of, `use one of ${of.join(', ')}`);
/** One of these words. A table, because a list would compile without some of them. */
const word = <Of extends string>(words: Readonly<Record<Of, true>>) => picked(Object.keys(words));

const isTable = (value: unknown): value is object => typeof value === 'object' && value !== null;
/** A form that no kind of threshold has is given back by `kindOf`, which the compiler knows cannot happen. */
const threshold = v.custom<Threshold>(
  (value) => isTable(value) && 'resolve' in Object(kindOf(value as Threshold)),
  'use { value }, { perMinute }, { share, ofRow } or { share, ofLimit }',
);
const datapoints = v.tuple([number, number], 'use [M, N]') satisfies v.GenericSchema<unknown, Datapoints>;

const alarm = v.strictObject(
  {
    category: word<Alarm<Threshold>['category']>({ capacity: true, performance: true, error: true }),
    breaches: word<Alarm<Threshold>['breaches']>({ above: true, below: true }),
    statistic: word<Alarm<Threshold>['statistic']>({
      Average: true,
      Maximum: true,
      Minimum: true,
      Sum: true,
    }),
    warning: threshold,
    critical: threshold,
    periodMinutes: picked<Alarm<Threshold>['periodMinutes']>([3, 4, 5]),
    datapoints: v.strictObject(
      { warning: datapoints, critical: datapoints } satisfies Readonly<Record<Severity, v.GenericSchema>>,
      LOOK,
    ),
    missingData: word<Alarm<Threshold>['missingData']>({
      breaching: true,
      notBreaching: true,
      ignore: true,
      missing: true,
    }),
    firstStep: text,
  } satisfies Entries<Alarm<Threshold>>,
  LOOK,
);
const noAlarm = v.strictObject({ none: text } satisfies Entries<NoAlarm>, LOOK);

const gauge = {
  kind: word<GaugeRow['kind'] | CounterRow['kind']>({ gauge: true, counter: true }),
  unit: text,
  level: word<GaugeRow['level']>({ core: true, detailed: true }),
  needs: v.exactOptional(text),
  panel: v.strictObject({ section: picked(sections), graph: text } satisfies Entries<Panel>, LOOK),
  meaning: text,
  counted: text,
  alarm: v.lazy((value) => (isTable(value) && 'none' in value ? noAlarm : alarm)),
} satisfies Entries<Required<GaugeRow>>;
const counter = {
  ...gauge,
  published: word<CounterRow['published']>({ count: true, rate: true }),
} satisfies Entries<Required<CounterRow>>;

/** A row of a service's table. */
export const rowShape = v.lazy((row) =>
  v.strictObject(Object(row).kind === 'counter' ? counter : gauge, LOOK),
);
