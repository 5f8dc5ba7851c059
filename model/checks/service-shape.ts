import * as v from 'valibot';
import { checkSeverities } from '../../thresholds/check';
import type { LogQuery } from '../../thresholds/queries';
import type { Quota } from '../../thresholds/service';
import type { Problem } from './finding';
import { rowShape } from './row-shape';
import { closed, flawsOf, isTable, listOf, number, oneOf, placeOf, table, tableOf, text } from './schema';

const LOOK = 'write it as thresholds/service.ts says';
const called = v.function('use a function');

const flag = closed(
  { is: v.literal('flag', "use 'flag' or 'number'"), variable: v.exactOptional(text) },
  LOOK,
);
const numberOption = closed({ is: v.literal('number'), least: number, most: number, variable: text }, LOOK);
const option = v.lazy((value) => (Object(value).is === 'number' ? numberOption : flag));

const limit = closed(
  {
    ...{ least: number, most: number },
    default: v.exactOptional(number),
    row: v.exactOptional(text),
    variable: v.exactOptional(text),
    whole: v.exactOptional(v.literal(true)),
  },
  LOOK,
);

const quota = closed(
  {
    ...{ counted: text, per: oneOf(['minute', 'month']), of: oneOf(['environment', 'database']) },
    ...{ from: number, perVisit: called, advice: text },
    most: v.union([number, closed({ limit: text }, LOOK)], LOOK),
    free: v.exactOptional(number),
    oncePer: v.exactOptional(text),
    needs: v.exactOptional(text),
  } satisfies Readonly<Record<keyof Quota, v.GenericSchema>>,
  LOOK,
);

const values = v.array(number, 'use a list of numbers […]');
const LOOK_ENTRY = 'write it as thresholds/runbook.ts says';
const entry = closed(
  {
    impact: text,
    means: text,
    cannotFire: v.exactOptional(text),
    look: listOf(table),
    causes: listOf(closed({ cause: text, remedy: text }, LOOK_ENTRY)),
    harmless: text,
  },
  LOOK_ENTRY,
);

const query = closed(
  {
    title: text,
    commands: listOf(text),
    table: v.exactOptional(text),
    wide: v.exactOptional(v.literal(true, 'use true, or remove it')),
    hours: v.exactOptional(number),
  } satisfies Readonly<Record<keyof LogQuery, v.GenericSchema>>,
  'write it as thresholds/queries.ts says',
);

const LOOK_CHECK = 'write it as thresholds/check.ts says';
const check = closed(
  {
    ...{ finds: text, why: text, unit: v.string(LOOK_CHECK), remedy: text },
    from: closed(
      Object.fromEntries(checkSeverities.map((severity) => [severity, v.exactOptional(number)])),
      LOOK_CHECK,
    ),
    only: v.exactOptional(text),
  },
  LOOK_CHECK,
);

/** The parts of a service. The rules of services and rows compare their values. */
const serviceShape = closed(
  {
    title: text,
    namespace: text,
    secrets: listOf(
      closed(
        {
          ...{ variable: text, parameter: text, description: text },
          ...{
            needs: v.exactOptional(text),
            shared: v.exactOptional(v.literal(true, 'use true, or remove it')),
          },
        },
        LOOK,
      ),
    ),
    variables: listOf(text),
    options: tableOf(option),
    databaseOptions: v.exactOptional(
      tableOf(
        closed({
          ...{ variable: text, advice: text, needs: v.exactOptional(text) },
          together: v.exactOptional(v.literal(true, 'use true, or remove it')),
          form: v.instance(RegExp, 'use a regular expression'),
        }),
      ),
    ),
    limits: tableOf(limit),
    sleeps: v.exactOptional(closed({ with: text, known: listOf(text), afterMinutes: number }, LOOK)),
    notes: called,
    elsewhere: closed(
      {
        ...{ why: text, columns: listOf(table), lines: called, prices: text },
        quotas: v.exactOptional(listOf(quota)),
      },
      LOOK,
    ),
    rows: tableOf(rowShape),
    series: tableOf(closed({ healthy: values, sick: values }, 'use { healthy: […], sick: […] }')),
    runbook: closed({ hint: text, prepare: called, entries: tableOf(entry) }, LOOK),
    queries: tableOf(query),
    checks: v.exactOptional(tableOf(check)),
  },
  LOOK,
);

/** The file of a service's folder that has a part of it; what is not named here is in `service.ts`. */
const files: Readonly<Record<string, string>> = {
  elsewhere: 'elsewhere.ts',
  rows: 'rows.ts',
  series: 'series.ts',
  runbook: 'runbook/index.ts',
  queries: 'queries.ts',
  checks: 'checks.ts',
};

/** A problem with a part of a service that a compiler would have refused. */
export interface ServiceFlaw extends Problem {
  readonly service: string;
  /** The field of the service; undefined if it is not a service at all. */
  readonly part?: string;
}

/**
 * The parts of services that are missing or of the wrong type, in code that was not compiled. The rules can read the
 * parts without such problems.
 */
export function malformed(services: Readonly<Record<string, unknown>>): ServiceFlaw[] {
  return Object.entries(services).flatMap(([name, service]) => problemsOf(name, service));
}

function problemsOf(service: string, given: unknown): ServiceFlaw[] {
  if (!isTable(given))
    return [
      {
        service,
        file: 'thresholds/services.ts',
        at: service,
        problem: 'is not a service',
        fix: `import what thresholds/${service}/index.ts exports`,
      },
    ];
  return flawsOf(serviceShape, given).map(({ path, problem, fix }) => {
    const part = String(path[0]);
    const row = part === 'rows' ? path[1] : undefined;
    const field = row === undefined ? path : path.slice(2);
    return {
      service,
      part,
      file: `thresholds/${service}/${files[part] ?? 'service.ts'}`,
      at: [row, placeOf(field)].filter(Boolean).join(': '),
      problem,
      fix,
    };
  });
}
