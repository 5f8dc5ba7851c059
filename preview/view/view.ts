import { countedOf, findingWords, worstFirst } from '../../model/evidence';
import { format } from '../../model/format';
import { databaseId } from '../../model/names';
import type { Result } from '../../model/result';
import { type Severity, severities } from '../../thresholds/row';
import { serviceOf } from '../../thresholds/services';
import type { Source } from '../alarms/readings';
import type { AlarmWatch, Watched } from '../alarms/watch';
import { FunctionError } from '../functions/function';
import type { Preview, Sample } from '../start';
import type { CheckupState, Run } from '../web/protocol';
import { type Judged, rowsOf } from './rows';
import type { Section, View } from './screen';
import { legendOf, type State } from './states';

/** What a view is made of. */
export interface Scene {
  readonly samples: readonly Sample[];
  readonly preview: Pick<Preview, 'sink' | 'problems'>;
  readonly watch: Pick<AlarmWatch, 'now'>;
  /** The newest check-up of each database, by its id. */
  readonly checkups: ReadonlyMap<string, CheckupState>;
  /** The check-ups whose findings were printed, and need not be again. */
  readonly printed?: ReadonlySet<CheckupState['made']>;
  /** The environment whose thresholds and alarms are shown. */
  readonly shown: Watched;
  /** The last lines. */
  readonly closing: readonly string[];
}

/** The view of one round of samples. */
export function viewOf({ samples, preview, watch, checkups, printed, shown, closing }: Scene): View {
  const sections = samples.map((sample) => {
    const { service, name: database } = sample.database;
    const checkup = checkups.get(databaseId({ service, database }));
    const findings = printed?.has(checkup?.made) ? [] : found(checkup);
    const whole = section(sample, {
      ...judged({ service, database }, shown, watch),
      ...{ checkup, findings },
    });
    return database === undefined ? whole : brief(whole, database);
  });
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

/** States that say that there is something to look at. */
const LOUD: readonly State[] = ['WARNING', 'CRITICAL', 'failed'];

/** A database with a name: how many alarms are how, and only those rows that are not well. */
function brief(section: Section, database: string): Section {
  const rows = section.rows.filter(({ state }) => LOUD.includes(state) || state.includes(' of '));
  const counts = new Map<State, number>();
  for (const { state } of section.rows)
    if (state !== '–' && state !== 'absent') counts.set(state, (counts.get(state) ?? 0) + 1);
  const words = [...counts].map(([state, n]) => `${n} ${state}`).join(', ');
  const about = [section.about, words].filter(Boolean).join(' · ');
  return { ...section, title: `${section.title} (${database})`, about, rows, brief: true };
}

/** The rows of a database as the environment has them, and its alarms now. */
function judged(
  { service, database }: Source,
  { environment, deployed }: Watched,
  watch: Scene['watch'],
): Judged {
  const mine = deployed.find(
    ({ collector }) => collector.service === service && collector.database === database,
  );
  const now = new Map(
    watch.now(environment.name, { service, database }).map((alarm) => [alarm.resource.alarm_name, alarm]),
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

/** What a sample is shown with. */
interface Around extends Judged {
  readonly checkup: CheckupState | undefined;
  /** The lines about findings. */
  readonly findings: Section['advice'];
}

function section({ database, outcome, run }: Sample, around: Around): Section {
  const { checkup, findings } = around;
  const { title, rows } = serviceOf(database.service);
  const { about } = database;
  if (outcome instanceof FunctionError)
    return { title, about, rows: [], warnings: [], advice: findings, problem: problemOf(run) ?? '' };
  const { intervalSeconds, durationMs } = outcome;
  const span =
    intervalSeconds === null ? 'first sample' : `the last ${format(intervalSeconds * 1_000, 'Milliseconds')}`;
  return {
    title,
    about: `${about} · ${span} · took ${format(durationMs, 'Milliseconds')}`,
    rows: rowsOf(rows, around, { ...outcome, metrics: withFindings(outcome.metrics, checkup) }),
    warnings: run.warnings,
    advice: [...(run.evidence?.advice ?? []).map((text) => [text, 'warning'] as const), ...findings],
  };
}

/** The number of findings is measured once a day, and stands until the next check-up. */
function withFindings(metrics: Result['metrics'], { made }: Partial<CheckupState> = {}): Result['metrics'] {
  const { Findings: now } = metrics;
  if (!now || !('absent' in now) || !made) return metrics;
  return { ...metrics, Findings: { value: countedOf(made.findings), unit: 'Count' } };
}

const styles = { critical: 'critical', warning: 'warning', notice: 'quiet' } as const;
/** The most findings that the terminal shows: the page has all of them. */
const MOST_FOUND = 5;

/** What the newest check-up found, in short: the worst first. */
function found({ made }: Partial<CheckupState> = {}): Section['advice'] {
  const lines = worstFirst(made?.findings ?? []).map((one): Section['advice'][number] => {
    const { severity, advice, statement } = one;
    const line = [`${severity}: ${findingWords(one)}. ${advice}`, styles[severity]] as const;
    return statement === undefined ? line : [...line, statement];
  });
  const more = lines.length - MOST_FOUND;
  return more > 0 ? [...lines.slice(0, MOST_FOUND), [`and ${more} more findings.`, 'quiet']] : lines;
}

/** Class and message of the error of a run that failed, without secrets. */
export function problemOf({ error }: Run): string | undefined {
  return error && `${error.errorType}: ${error.message}`;
}

function published(samples: readonly Sample[], sink: Preview['sink']): string {
  const counts = new Map<string, number>();
  for (const { database, outcome } of samples) {
    const { namespace } = serviceOf(database.service);
    const count = outcome instanceof FunctionError ? 0 : outcome.published;
    counts.set(namespace, (counts.get(namespace) ?? 0) + count);
  }
  const parts = [...counts].map(([namespace, count]) => `${count} in ${namespace}`);
  return `Published to a local stand-in for CloudWatch: ${parts.join(', ')}; ${sink.total} values in total. No AWS account is used.`;
}
