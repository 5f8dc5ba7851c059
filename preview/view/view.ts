import { format } from '../../model/format';
import { type Severity, severities } from '../../thresholds/row';
import { serviceOf } from '../../thresholds/services';
import type { AlarmWatch, Watched } from '../alarms/watch';
import { FunctionError } from '../functions/function';
import type { Preview, Sample } from '../start';
import type { Run } from '../web/protocol';
import { type Judged, rowsOf } from './rows';
import type { Section, View } from './screen';
import { legendOf } from './states';

/** What a view is made of. */
export interface Scene {
  readonly samples: readonly Sample[];
  readonly preview: Pick<Preview, 'sink' | 'problems'>;
  readonly watch: Pick<AlarmWatch, 'now'>;
  /** The environment whose thresholds and alarms are shown. */
  readonly shown: Watched;
  /** The last lines. */
  readonly closing: readonly string[];
}

/** The view of one round of samples. */
export function viewOf({ samples, preview, watch, shown, closing }: Scene): View {
  const sections = samples.map((sample) => section(sample, judged(sample.database.service, shown, watch)));
  const legend = legendOf(sections.flatMap(({ rows }) => rows.map(({ state }) => state)));
  const { environment, scale } = shown;
  const period = format(environment.collectionMinutes * 60_000, 'Milliseconds');
  const here = format((environment.collectionMinutes * 60_000) / scale, 'Milliseconds');
  return {
    sections,
    footer: [
      ...preview.problems,
      `States are those of the alarms in “${environment.name}”; ${period} pass in ${here}.`,
      ...(legend ? [legend] : []),
      published(samples, preview.sink),
      ...closing,
    ],
  };
}

/** The rows of a service as the environment has them, and its alarms now. */
function judged(service: string, { environment, deployed }: Watched, watch: Scene['watch']): Judged {
  const mine = deployed.find(({ collector }) => collector.service === service);
  const now = new Map(
    watch.now(environment.name, service).map((alarm) => [alarm.resource.alarm_name, alarm]),
  );
  const alarm = (row: string, severity: Severity) => now.get(mine?.collector.alarmName(row, severity) ?? '');
  return {
    rows: mine?.collector.rows ?? {},
    limits: mine?.collector.limits ?? {},
    alarms(row) {
      const [warning, critical] = severities.map((severity) => alarm(row, severity));
      return warning && { warning, ...(critical && { critical }) };
    },
  };
}

function section({ database, outcome, run }: Sample, around: Judged): Section {
  const { title, rows } = serviceOf(database.service);
  const { about } = database;
  if (outcome instanceof FunctionError)
    return { title, about, rows: [], warnings: [], problem: problemOf(run) ?? '' };
  const { intervalSeconds, durationMs } = outcome;
  const span =
    intervalSeconds === null ? 'first sample' : `the last ${format(intervalSeconds * 1_000, 'Milliseconds')}`;
  return {
    title,
    about: `${about} · ${span} · took ${format(durationMs, 'Milliseconds')}`,
    rows: rowsOf(rows, around, outcome),
    warnings: run.warnings,
  };
}

/** Class and message of the error of a run that failed, without secrets. */
export function problemOf({ error }: Run): string | undefined {
  return error && `${error.errorType}: ${error.message}`;
}

function published(samples: readonly Sample[], sink: Preview['sink']): string {
  const parts = samples.map(({ database, outcome }) => {
    const { namespace } = serviceOf(database.service);
    return `${outcome instanceof FunctionError ? 0 : outcome.published} in ${namespace}`;
  });
  return `Published to a local stand-in for CloudWatch: ${parts.join(', ')}; ${sink.total} values in total. No AWS account is used.`;
}
