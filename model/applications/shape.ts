import * as v from 'valibot';
import type {
  Application,
  ApplicationAlarms,
  ApplicationPanel,
  ApplicationRow,
  ApplicationThreshold,
} from '../../thresholds/application/application';
import { lineColors, units } from '../../thresholds/row';
import type { Entry } from '../../thresholds/runbook';
import { alarmWords, datapointsShape, noAlarm, offShape } from '../checks/row-shape';
import { closed, isTable, listOf, number, oneOf, tableOf, text } from '../checks/schema';
import { shapeOf } from '../threshold';

/**
 * The shape of applications and of what environments say of them, for tables that were not compiled. Each message says what to
 * write instead. If a field is added to `thresholds/application/application.ts`, this does not compile until it is added here too.
 */
const LOOK = 'write it as thresholds/application/application.ts says';
type Entries<T> = Readonly<Record<keyof T, v.GenericSchema>>;

const noThreshold = v.custom<ApplicationThreshold>(() => false, 'use { value } or { perMinute }');
const threshold = v.lazy((value) => {
  const key = (['value', 'perMinute'] as const).find((own) => isTable(value) && own in value);
  return key ? shapeOf(key) : noThreshold;
});

const alarms = closed(
  {
    category: alarmWords.category,
    breaches: alarmWords.breaches,
    warning: threshold,
    critical: v.exactOptional(threshold),
    datapoints: datapointsShape,
    criticalFirst: v.exactOptional(text),
    missingData: alarmWords.missingData,
    firstStep: text,
  } satisfies Entries<Required<ApplicationAlarms>>,
  LOOK,
);

const command = v.lazy((value) =>
  closed({ shows: text, ...(isTable(value) && 'sql' in value ? { sql: text } : { shell: text }) }),
);
const entry = closed(
  {
    impact: text,
    means: text,
    cannotFire: v.exactOptional(text),
    look: v.pipe(listOf(command), v.minLength(1, 'give at least one command')),
    causes: v.pipe(
      listOf(closed({ cause: text, remedy: text })),
      v.minLength(2, 'give at least two: a single one is the first step'),
    ),
    harmless: text,
  } satisfies Entries<Required<Entry>>,
  'write it as thresholds/runbook.ts says',
);

const panel = closed(
  {
    section: v.exactOptional(text),
    graph: v.exactOptional(text),
    color: v.exactOptional(oneOf(lineColors)),
    tile: v.exactOptional(v.literal(true, 'use true, or remove it')),
  } satisfies Entries<Required<ApplicationPanel>>,
  LOOK,
);

/** The names of the fields of a row. */
const row = closed(
  {
    metric: v.exactOptional(text),
    dimensions: v.exactOptional(tableOf(text)),
    unit: v.exactOptional(oneOf(units)),
    // Which ones there are, a rule says.
    statistic: text,
    periodMinutes: number,
    meaning: text,
    panel: v.exactOptional(panel),
    alarm: v.lazy((value) => (isTable(value) && 'none' in value ? noAlarm : alarms)),
    runbook: v.exactOptional(entry),
  } satisfies Entries<Required<ApplicationRow>>,
  LOOK,
);

/** An application of the table. */
export const applicationShape = closed(
  {
    title: text,
    namespace: text,
    dimensions: tableOf(text),
    rows: tableOf(row),
  } satisfies Entries<Application>,
  LOOK,
);

const override = v.lazy((value) => {
  const { alarm, reason } = Object(value);
  return alarm === undefined && reason === undefined
    ? closed({ warning: v.exactOptional(number), critical: v.exactOptional(number) })
    : offShape;
});
const withOverrides = closed({ name: text, overrides: v.exactOptional(tableOf(override)) });

/** Other numbers of a row's alarms, or none. */
export type ApplicationOverride =
  | { readonly warning?: number; readonly critical?: number; readonly alarm?: never; readonly reason?: never }
  | {
      readonly alarm: 'off';
      readonly reason: string;
      readonly warning?: never;
      readonly critical?: never;
    };
/** An application that an environment watches, and by row what it changes about its alarms. */
export interface WatchedApplication {
  readonly name: string;
  readonly overrides?: Readonly<Record<string, ApplicationOverride>>;
}
/** The field of an environment: names, or names with overrides. */
export const applicationsField = listOf(
  v.lazy((value) => (isTable(value) ? withOverrides : text)),
) as v.GenericSchema<unknown, readonly (string | WatchedApplication)[]>;
