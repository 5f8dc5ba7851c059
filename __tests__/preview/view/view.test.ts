import type { Result } from '../../../model/result';
import { chosen, watchedOf } from '../../../preview/alarms/environments';
import { AlarmWatch } from '../../../preview/alarms/watch';
import { FunctionError } from '../../../preview/functions/function';
import { runOf } from '../../../preview/functions/run';
import { Sink } from '../../../preview/functions/sink';
import type { Sample } from '../../../preview/start';
import { type Scene, viewOf } from '../../../preview/view/view';
import { project } from '../../fixtures/environments';
import { findings, seenInPostgres } from '../../fixtures/evidence';

const watched = watchedOf(project, 3);
const result: Result = {
  ...{ service: 'neon', environment: 'preview', collectedAt: '', intervalSeconds: 3, published: 1 },
  ...{ durationMs: 5, metrics: {}, warnings: [], evidence: seenInPostgres },
};

/** What the terminal shows of a collector. */
function section(outcome: Sample['outcome'], checkups: Scene['checkups'], printed?: Scene['printed']) {
  const run = runOf({ service: 'neon', at: 1, durationMs: 1, outcome, log: [], published: {}, secrets: [] });
  const database = { service: 'neon', about: '', own: false, sicknesses: [], target: {} } as const;
  const view = viewOf({
    samples: [{ database, outcome, run }],
    preview: { sink: new Sink(), problems: [] },
    watch: new AlarmWatch(watched),
    ...{ checkups, ...(printed && { printed }), shown: chosen(watched, 'production'), closing: [] },
  });
  return view.sections[0];
}
const advice = (...given: Parameters<typeof section>) => section(...given)?.advice;
const made = (found = findings): Scene['checkups'] =>
  new Map([['neon', { id: 'neon', running: false, made: { at: 1, findings: found } }]]);

test('advice, and the findings of the newest check-up, the worst first', () => {
  expect(advice(result, new Map())).toEqual([[seenInPostgres.advice?.[0], 'warning']]);
  const said = advice(result, made());
  expect(said?.map(([, style]) => style)).toEqual(['warning', 'critical', 'warning', 'quiet']);
  expect(said?.[1]?.[0]).toBe(
    'critical: sequence near its end: orders_id_seq, 97.2 %. When it is used up, no order can be inserted. Change the column to bigint.',
  );
  expect(said?.map(([, , statement]) => statement)).toEqual([
    undefined,
    'ALTER TABLE orders ALTER COLUMN id TYPE bigint;',
    undefined,
    'DROP INDEX CONCURRENTLY orders_placed_idx;',
  ]);
});

test('findings stay while the database cannot be reached, and are not without end', () => {
  const many = Array.from({ length: 9 }, () => findings[2]).flatMap((one) => one ?? []);
  const said = advice(new FunctionError('NetworkError', 'refused'), made(many));
  expect(said).toHaveLength(6);
  expect(said?.at(-1)).toEqual(['and 4 more findings.', 'quiet']);
});

test('findings that were printed are not printed again, and those of the next check-up are', () => {
  const checkups = made();
  const printed = new Set([...checkups.values()].map((one) => one.made));
  expect(advice(result, checkups, printed)).toEqual([[seenInPostgres.advice?.[0], 'warning']]);
  expect(advice(result, made(), printed)).toHaveLength(4);
});

test('the number of findings stands until the next check-up', () => {
  const today = (metric: Result['metrics'][string], checkups: Scene['checkups']) =>
    section({ ...result, metrics: { Findings: metric } }, checkups)?.rows.map(({ value }) => value);
  const absent = { absent: 'this run made no check-up' };
  expect([
    today(absent, new Map()),
    today(absent, made()),
    today({ value: 7, unit: 'Count' }, made()),
  ]).toEqual([['–'], ['2'], ['7']]);
});

test('a database with a name is one line, with those rows that are not well', () => {
  const several = watchedOf(project, 3, { neon: [undefined, 'analytics'] });
  const metrics = { Up: { value: 1, unit: 'Count' }, SlowQueries: { failed: 'NetworkError' } };
  const samples = [undefined, 'analytics'].map((name) => {
    const outcome = { ...result, metrics, evidence: {} };
    const database = {
      service: 'neon',
      name,
      about: 'embedded',
      own: false,
      sicknesses: [],
      target: {},
    } as const;
    const about = { service: 'neon', at: 1, durationMs: 1, log: [], published: {}, secrets: [] };
    return {
      database,
      outcome,
      run: runOf({ ...about, outcome, ...(name !== undefined && { database: name }) }),
    };
  });
  const view = viewOf({
    ...{ samples, preview: { sink: new Sink(), problems: [] }, watch: new AlarmWatch(several) },
    ...{ checkups: new Map(), shown: chosen(several, 'production'), closing: [] },
  });
  expect(view.sections.map(({ title, rows }) => [title, rows.map(({ metric }) => metric)])).toEqual([
    ['Neon Postgres', ['SlowQueries', 'Up']],
    ['Neon Postgres (analytics)', ['SlowQueries']],
  ]);
  expect(view.sections[1]?.about).toMatch(/^embedded · .* · 1 failed, 1 unknown$/);
  expect(view.footer.join('\n')).toContain('2 in Neon/Monitoring;');
});
