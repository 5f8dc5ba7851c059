import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applicationsOf } from '../model/applications/application';
import { backtestOf, type RowAlarm } from '../model/backtest/backtest';
import { type History, serializeHistory } from '../model/backtest/history';
import { type BacktestResult, serializeResult } from '../model/backtest/result';
import { minuteOf } from '../model/backtest/words';
import { collectorsOf } from '../model/collector';
import { withoutNamed } from '../model/databases/table';
import type { Environment } from '../model/environment';
import { alarmView, amount } from '../reports/plan/alarm';
import type { JsonObject } from '../reports/plan/json';
import { type Base, baseAlarms } from './backtest/base';
import { mustBeWritable, readHistory, writeWhole } from './backtest/files';
import { Metrics, periodFor, USD_PER_METRIC, type Wanted } from './backtest/metrics';
import { notesOf } from './backtest/notes';
import { type Options, parseOptions } from './backtest/options';
import { periodWords, resultTable } from './backtest/table';
import { unusualNote, unusualOf } from './backtest/unusual';
import { proposedAlarms, wantedOf } from './backtest/wanted';
import { interruptible, runner } from './next/run';
import { chosen } from './shared/choose-environment';
import { currentProject } from './shared/current-project';
import { program } from './shared/program';

const root = join(__dirname, '..');

/** The threshold of an alarm: `above 5 per minute in 2 of 3 periods of 5 minutes`. */
function thresholdsOf(proposed: readonly RowAlarm[], base: readonly RowAlarm[]) {
  return (side: 'proposed' | 'base', one: BacktestResult['alarms'][number]): string => {
    const found = (side === 'proposed' ? proposed : base).find(
      ({ service, row, severity }) => service === one.service && row === one.row && severity === one.severity,
    );
    const tested = one[side];
    if (!found || !tested) return '';
    const view = alarmView(asPlanned(found.resource));
    return `${view.above ? 'above' : 'below'} ${amount(view)} ${periodWords(tested)}`;
  };
}

/** As Terraform writes an alarm in a plan, where each nested block is a list. */
function asPlanned(resource: RowAlarm['resource']): JsonObject {
  const queries = resource.metric_query?.map(({ metric, ...query }) => ({
    ...query,
    ...(metric && { metric: [metric] }),
  }));
  return { ...resource, ...(queries && { metric_query: queries }) } as unknown as JsonObject;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function fetched(
  environment: Environment,
  wanted: readonly Wanted[],
  { days }: Options,
  signal: AbortSignal,
): Promise<History> {
  const metrics = new Metrics(environment);
  try {
    say(
      `Asking CloudWatch in ${environment.region} for ${wanted.length} metrics over ${days} days, in points of ${periodFor(days) / 60} min …`,
    );
    const { history, asked } = await metrics.history(wanted, { days, now: Date.now(), signal });
    say(
      `CloudWatch was asked for ${asked} metrics: at most $${(asked * USD_PER_METRIC).toFixed(5)} at list price ($0.01 per 1,000).`,
    );
    return history;
  } finally {
    metrics.close();
  }
}

async function backtest(options: Options, environment: Environment, signal: AbortSignal): Promise<void> {
  for (const file of [options.record, options.json]) if (file !== undefined) mustBeWritable(file);
  // Before anything takes time.
  const recorded =
    options.from === undefined ? undefined : readHistory(options.from, environment.name, Date.now());
  const folder = mkdtempSync(join(tmpdir(), 'backtest-'));
  let base: Base;
  try {
    const run = runner(folder, signal);
    base = await baseAlarms(options.base, environment.name, { root, folder, run });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const known = 'absent' in base ? undefined : base;
  if ('absent' in base) say(`Without a comparison: ${base.absent}. Name another revision with --base.`);

  const proposed = proposedAlarms(environment);
  const collectors = collectorsOf(environment);
  const unusual = unusualOf(collectors);
  const wanted = wantedOf(collectors, [...proposed, ...(known?.alarms ?? []), ...unusual], {
    ...(known && { places: known.places }),
    all: options.record !== undefined,
  });
  const history = recorded ?? (await fetched(environment, wanted, options, signal));
  if (options.record !== undefined) writeWhole(options.record, serializeHistory(history));

  const result: BacktestResult = {
    environment: environment.name,
    from: history.from,
    to: history.to,
    periodSeconds: history.periodSeconds,
    base: known ? options.base : null,
    alarms: backtestOf(history, proposed, known?.alarms),
  };
  if (options.json !== undefined) writeWhole(options.json, serializeResult(result));
  const thresholds = thresholdsOf(proposed, known?.alarms ?? []);
  console.log(
    [
      `${environment.name}, ${minuteOf(history.from)} to ${minuteOf(history.to)} UTC, points of ${history.periodSeconds / 60} min`,
      resultTable(result, thresholds),
      ...unusualNote(unusual, history),
      ...notesOf(result, environment.name),
    ].join('\n\n'),
  );
}

/**
 * `npm run backtest -- <environment>`: how often and how long this checkout's alarms would have fired over the values that
 * CloudWatch has, or that a file has, beside those of another revision.
 */
async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const [environment] = chosen([options.environment], currentProject().environments);
  if (!environment) return;
  const named = collectorsOf(environment).filter(({ database }) => database !== undefined);
  if (named.length > 0)
    say(
      `Only the alarms of databases without a name are tested; ${environment.name} has ${named.length} with names.`,
    );
  const applications = applicationsOf(environment).flatMap(({ alarms }) => alarms);
  if (applications.length > 0)
    say(
      `Alarms on metrics of applications are not tested, because only the databases' values are read: ${applications.map(({ name }) => name).join(', ')}.`,
    );
  await interruptible((signal) => backtest(options, withoutNamed(environment), signal));
}

if (require.main === module) program(main);
