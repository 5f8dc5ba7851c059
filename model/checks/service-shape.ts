import * as v from 'valibot';
import type { Problem } from './finding';
import { rowShape } from './row-shape';

const LOOK = 'write it as thresholds/service.ts says';
const text = v.string('use a text in quotes');
const number = v.number('use a number');
const isTable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const table = v.custom<Readonly<Record<string, unknown>>>(isTable, 'use a table {…}');
const tableOf = (entry: v.GenericSchema) => v.pipe(table, v.record(v.string(), entry));
const called = v.function('use a function');

const option = v.lazy((value) =>
  Object(value).is === 'number'
    ? v.strictObject({ is: v.literal('number'), least: number, most: number, variable: text }, LOOK)
    : v.strictObject(
        { is: v.literal('flag', "use 'flag' or 'number'"), variable: v.exactOptional(text) },
        LOOK,
      ),
);

const values = v.array(number, 'use a list of numbers […]');
const LOOK_ENTRY = 'write it as thresholds/runbook.ts says';
const entry = v.strictObject(
  {
    means: text,
    look: v.array(table, 'use a list […]'),
    causes: v.array(v.strictObject({ cause: text, remedy: text }, LOOK_ENTRY), 'use a list […]'),
    harmless: text,
  },
  LOOK_ENTRY,
);

/** What a service is made of. The rules of services and rows hold the values against each other. */
const serviceShape = v.looseObject(
  {
    title: text,
    namespace: text,
    secrets: v.array(
      v.strictObject(
        { variable: text, parameter: text, description: text, needs: v.exactOptional(text) },
        LOOK,
      ),
      'use a list […]',
    ),
    variables: v.array(text, 'use a list […]'),
    options: tableOf(option),
    limits: tableOf(number),
    notes: called,
    elsewhere: v.looseObject({ why: text, columns: v.array(table), lines: called, prices: text }, LOOK),
    rows: tableOf(rowShape),
    series: tableOf(v.strictObject({ healthy: values, sick: values }, 'use { healthy: […], sick: […] }')),
    runbook: v.looseObject({ hint: text, prepare: called, entries: tableOf(entry) }, LOOK),
  },
  LOOK,
);

/** The file of a service's folder that has a part of it; what is not named here is in `service.ts`. */
const files: Readonly<Record<string, string>> = {
  elsewhere: 'elsewhere.ts',
  rows: 'rows.ts',
  series: 'series.ts',
  runbook: 'runbook/index.ts',
};

/**
 * What of the services is missing or of the wrong kind, where no compiler has looked. The rules can read services
 * without such problems.
 */
export function malformed(services: Readonly<Record<string, unknown>>): Problem[] {
  return Object.entries(services).flatMap(([name, service]) => problemsOf(name, service));
}

function problemsOf(name: string, service: unknown): Problem[] {
  if (!isTable(service))
    return [
      {
        file: 'thresholds/services.ts',
        at: name,
        problem: 'is not a service',
        fix: `import what thresholds/${name}/index.ts exports`,
      },
    ];
  const { issues = [] } = v.safeParse(serviceShape, service);
  return issues.map((issue) => {
    const [part = '', ...path] = (issue.path ?? []).map(({ key }) => String(key));
    const [row, ...field] = part === 'rows' ? path : [undefined, part, ...path];
    const unknown = issue.expected === 'never';
    return {
      file: `thresholds/${name}/${files[part] ?? 'service.ts'}`,
      at: [row, field.join('.')].filter(Boolean).join(': '),
      problem: unknown ? 'is not a known field' : shown(issue.input),
      fix: unknown ? 'remove it' : issue.message,
    };
  });
}

function shown(input: unknown): string {
  if (input === undefined) return 'is missing';
  return `is ${typeof input === 'function' ? 'a function' : (JSON.stringify(input) ?? String(input))}`;
}
