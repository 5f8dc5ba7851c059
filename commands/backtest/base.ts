import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { SynthesizedAlarm } from '../../model/alarms/alarm-resource';
import type { RowAlarm } from '../../model/backtest/backtest';
import { isForecastMetric } from '../../model/forecast/payload';
import { severities } from '../../thresholds/row';
import { serviceNames } from '../../thresholds/services';
import type { Runner } from '../next/run';

/** Where the metrics of a service are. */
export interface Place {
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
}
export interface BaseAlarms {
  readonly alarms: readonly RowAlarm[];
  readonly places: ReadonlyMap<string, Place>;
}
/** The alarms of a revision, or why they are not known. */
export type Base = BaseAlarms | { readonly absent: string };

/** The longest part of a failed synthesis that is shown. */
const MOST_SHOWN = 200;

/**
 * The alarms of an environment in another revision: synthesized in a copy of it, with the packages of this checkout.
 * @param folder where the copy goes
 */
export async function baseAlarms(
  revision: string,
  environment: string,
  { root, folder, run }: { readonly root: string; readonly folder: string; readonly run: Runner },
): Promise<Base> {
  const copy = join(folder, 'base');
  const problem = await checkOut(revision, { root, copy, index: join(folder, 'index'), run });
  if (problem !== undefined) return { absent: problem };
  // Its own packages would take minutes to install.
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const out = join(folder, 'synthesized');
  const { code, output } = await run(process.execPath, ['--import', 'tsx', 'main.ts'], copy, {
    CDKTF_OUTDIR: out,
  });
  if (code !== 0)
    return {
      absent: `${revision} cannot be synthesized with the packages of this checkout (${saidBy(output)})`,
    };
  const file = join(out, 'stacks', environment, 'cdk.tf.json');
  if (!existsSync(file)) return { absent: `${revision} has no environment ${environment}` };
  return alarmsIn(readFileSync(file, 'utf8')) ?? { absent: `the alarms of ${revision} cannot be read` };
}

/** The line that says what failed: before an error Node writes where it was thrown. */
function saidBy(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim());
  const said = lines.find((line) => /\b(error|fatal)\b|Error\b.*:/i.test(line)) ?? lines[0] ?? 'no message';
  return said.trim().slice(0, MOST_SHOWN);
}

/** Writes the files of a revision. @returns what prevented it */
async function checkOut(
  revision: string,
  { root, copy, index, run }: { root: string; copy: string; index: string; run: Runner },
): Promise<string | undefined> {
  const git = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) =>
    run('git', args, cwd, env).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return { code: 127, stdout: '', output: '' };
    });
  const where = await git(['rev-parse', '--absolute-git-dir'], root);
  if (where.code === 127) return 'Git is not installed';
  if (where.code !== 0) return 'this is not a Git checkout';
  // The folder of the project, which need not be the top of the repository.
  const tree = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}:./`], root);
  if (tree.code !== 0) return `Git knows no revision ${revision} that has this folder`;
  mkdirSync(copy);
  // An index of its own: nothing of the checkout changes.
  const env = { GIT_DIR: where.stdout.trim(), GIT_WORK_TREE: copy, GIT_INDEX_FILE: index };
  for (const args of [
    ['read-tree', tree.stdout.trim()],
    ['checkout-index', '--all'],
  ]) {
    const { code, output } = await git(args, copy, env);
    if (code !== 0) return `Git cannot check out ${revision} (${saidBy(output)})`;
  }
  return undefined;
}

const place = { namespace: v.string(), dimensions: v.record(v.string(), v.string()) };
const metric = v.looseObject({ ...place, metric_name: v.string(), stat: v.string(), period: v.number() });
const common = {
  alarm_name: v.string(),
  comparison_operator: v.string(),
  threshold: v.number(),
  evaluation_periods: v.number(),
  tags: v.looseObject({ Service: v.string(), Severity: v.picklist(severities) }),
};
const alarm = v.union([
  v.looseObject({
    ...common,
    ...place,
    metric_name: v.string(),
    statistic: v.string(),
    period: v.number(),
  }),
  v.looseObject({
    ...common,
    metric_query: v.pipe(
      v.array(v.looseObject({ id: v.string(), metric: v.optional(metric) })),
      v.check((queries) => queries.some((query) => query.metric)),
    ),
  }),
  // An anomaly alarm, which has no threshold.
  v.looseObject({ tags: common.tags, threshold_metric_id: v.string() }),
  // A query over the metrics of many databases.
  v.looseObject({
    ...common,
    metric_query: v.pipe(
      v.array(v.looseObject({ expression: v.pipe(v.string(), v.includes('FROM SCHEMA(')) })),
      v.length(1),
    ),
  }),
]);
/** An alarm of an application, whose values nothing here knows: in whatever shape. */
const ofApplication = v.pipe(
  v.looseObject({
    tags: v.looseObject({
      Service: v.pipe(
        v.string(),
        v.check((name) => !serviceNames.some((service) => service === name)),
      ),
    }),
  }),
  v.transform(() => undefined),
);
const stack = v.looseObject({
  resource: v.looseObject({
    aws_cloudwatch_metric_alarm: v.optional(v.record(v.string(), v.union([ofApplication, alarm])), {}),
  }),
});

/** The alarms of a synthesized stack; undefined if they have a shape that is not known here. */
export function alarmsIn(content: string): BaseAlarms | undefined {
  const read = v.safeParse(stack, JSON.parse(content));
  if (!read.success) return undefined;
  const places = new Map<string, Place>();
  const alarms = Object.values(read.output.resource.aws_cloudwatch_metric_alarm).flatMap(
    (resource): RowAlarm[] => {
      // The model of its band is not published.
      if (!resource || 'threshold_metric_id' in resource) return [];
      const { Service: service, Severity: severity } = resource.tags;
      const first = 'metric_query' in resource ? firstMetric(resource.metric_query) : resource;
      // Of the unnamed database, as the proposed ones.
      if (first === undefined) return [];
      const { namespace, dimensions, metric_name: row } = first as Place & { readonly metric_name: string };
      if ('Database' in dimensions) return [];
      // That of a forecast looks at no row, and has dimensions that the rows do not have.
      if (isForecastMetric(row)) return [];
      places.set(service, { namespace, dimensions });
      // The evaluator says what it does not support.
      return [{ service, row, severity, resource: resource as unknown as SynthesizedAlarm }];
    },
  );
  return { alarms, places };
}

/** A row's own metric comes first. */
function firstMetric(queries: unknown): unknown {
  return (queries as readonly { readonly metric?: unknown }[]).find((query) => query.metric)?.metric;
}
