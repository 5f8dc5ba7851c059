import { TablesError } from '../../model/checks/finding';
import { projectRules } from '../../model/checks/project-rules';
import { serviceRules, validateServices } from '../../model/checks/service-rules';
import type { Entry } from '../../model/environment';
import { problemsOf, projectOf, type Tables } from '../../model/project';
import type { Service } from '../../thresholds/service';
import { serviceOf, services } from '../../thresholds/services';
import { tables } from '../fixtures/environments';

const broken = (changes: Readonly<Record<string, unknown>>) => ({ ...tables, ...changes }) as Tables;
const found = (changes: Readonly<Record<string, unknown>>) =>
  problemsOf(broken(changes)).map(({ file, at, problem }) => `${file}: ${at} ${problem}`);

test('each environment of a project has the shared settings', () => {
  const { environments, ...settings } = projectOf(tables);
  const { environments: _, ...common } = tables;
  expect(settings).toEqual(common);
  for (const { settings: own } of environments) expect(own).toEqual(common);
});

/** For each rule of the shared settings, tables that break it. */
const settings: readonly (readonly [rule: string, changes: Record<string, unknown>, finding: string])[] = [
  ['project', { project: 'Macro AI' }, 'project is "Macro AI"'],
  ['project', { project: undefined }, 'project is missing'],
  ['runbook', { runbookUrl: '' }, 'runbookUrl is ""'],
  ['runbook', { runbookUrl: 'https://example.com/run book' }, 'runbookUrl is "https://example.com/run book"'],
  ['runbook', { runbookUrl: `https://example.com/${'a'.repeat(300)}` }, 'runbookUrl has 320 characters'],
  ['bucket', { remoteState: { region: 'us-east-1' } }, 'remoteState.bucket is missing'],
  ['bucket', { remoteState: { bucket: 'B', region: 'us-east-1' } }, 'remoteState.bucket is "B"'],
  ['bucket', { remoteState: { bucket: 'bucket', region: 'here' } }, 'remoteState.region is "here"'],
  [
    'bucket',
    { remoteState: { bucket: 'bucket', region: 'us-east-1', accountId: '1' } },
    'remoteState.accountId is "1"',
  ],
];
test.each(settings)('%s: %j', (rule, changes, finding) => {
  expect(found(changes)).toEqual([`environments.ts: ${finding}`]);
  expect([...(projectRules[rule]?.(broken(changes)) ?? [])]).toHaveLength(1);
});
test('every rule of the settings has a fixture', () => {
  expect(new Set(settings.map(([rule]) => rule))).toEqual(new Set(Object.keys(projectRules)));
});

test('a table of environments that is not a list is reported', () => {
  expect(found({ environments: { production: {} } })).toEqual([
    'environments.ts: environments is not a list',
  ]);
  expect(found({ environments: [null] })).toContain('environments.ts: environments[0]: name is missing');
});

const neon = serviceOf('neon');
const { ActiveConnections: entry, ...entries } = services.neon.runbook.entries;
const { ActiveConnections: proof, ...series } = services.neon.series;
const secret = { variable: 'A', parameter: 'a', description: 'a' };
/** A service that shares nothing with the others. */
const fine: Service = {
  ...neon,
  namespace: 'Fine/Monitoring',
  ...{ secrets: [], variables: [], options: {}, limits: {}, notes: () => ({}) },
};
/** One broken service for each rule of services. */
const unfit: readonly (readonly [rule: string, name: string, change: object, finding: string])[] = [
  ['form of the name', 'My-Queue', {}, 'thresholds/services.ts: My-Queue is not a valid service name'],
  ['namespace', 'queue', { namespace: 'AWS/Queue' }, 'thresholds/queue/service.ts: namespace is "AWS/Queue"'],
  [
    'namespace is its own',
    'queue',
    { namespace: 'Neon/Monitoring' },
    'thresholds/queue/service.ts: namespace is also used by neon',
  ],
  ['form of the name', 'lib', {}, 'thresholds/services.ts: lib is the name of another folder'],
  [
    'variables',
    'queue',
    { secrets: [{ ...secret, variable: 'queue-url' }] },
    'thresholds/queue/service.ts: "queue-url" is not a valid variable name',
  ],
  [
    'variables',
    'queue',
    { variables: ['AWS_REGION'] },
    'thresholds/queue/service.ts: AWS_REGION is already used by every function',
  ],
  [
    'variables',
    'queue',
    { options: { late: { is: 'number', least: 1, most: 2, variable: 'STATE_TABLE' } } },
    'thresholds/queue/service.ts: STATE_TABLE is already used by every function',
  ],
  [
    'secrets',
    'queue',
    { secrets: [{ ...secret, parameter: 'Queue URL' }] },
    'thresholds/queue/service.ts: secrets contain the parameter "Queue URL"',
  ],
  [
    'secrets',
    'queue',
    { secrets: [{ ...secret, needs: 'queueApi' }] },
    'thresholds/queue/service.ts: secrets need queueApi, which is not a flag',
  ],
  [
    'names are its own',
    'queue',
    { secrets: [{ ...secret, variable: 'NEON_API_KEY' }] },
    'thresholds/queue/service.ts: NEON_API_KEY is also a variable of neon',
  ],
  [
    'names are its own',
    'queue',
    { secrets: [secret], variables: ['A'] },
    'thresholds/queue/service.ts: A is used for two variables',
  ],
  [
    'names are its own',
    'queue',
    {},
    'thresholds/queue/service.ts: databaseGigabytes is also a limit of neon',
  ],
  [
    'flags reach the collector',
    'queue',
    { secrets: [secret] },
    'thresholds/queue/service.ts: options.neonApi decides about ComputeActive, but the collector cannot see it',
  ],
  [
    'notes',
    'queue',
    { notes: () => ({ queue_function: '' }) },
    'thresholds/queue/service.ts: notes.queue_function is not an output name of this service',
  ],
  [
    'fields of its own',
    'queue',
    { options: { ...neon.options, region: { is: 'flag' } } },
    'thresholds/queue/service.ts: options.region is a field of every environment',
  ],
  [
    'runbook',
    'queue',
    { runbook: { ...neon.runbook, entries } },
    'thresholds/queue/runbook/index.ts: ActiveConnections has alarms but no entry',
  ],
  [
    'runbook',
    'queue',
    { runbook: { ...neon.runbook, entries: { ...entries, Nothing: entry } } },
    'thresholds/queue/runbook/index.ts: Nothing has an entry but is not a row with alarms',
  ],
  [
    'series',
    'queue',
    { series: { ...series, IdleConnections: proof } },
    'thresholds/queue/series.ts: IdleConnections has a series but is not a row with alarms',
  ],
  ['series', 'queue', { series }, 'thresholds/queue/series.ts: ActiveConnections has alarms but no series'],
];
test.each(unfit)('%s: a service %s with %j', (_rule, name, change, finding) => {
  const queue = { ...neon, namespace: 'Queue/Monitoring', ...change } as Service;
  const problems = validateServices({ neon, [name]: queue, last: { ...fine, title: 'Last' } });
  const said = problems.map(({ file, at, problem }) => `${file}: ${at} ${problem}`);
  expect(said.filter((one) => one === finding)).toHaveLength(1);
  // What two services share is said of the later one, and of no third.
  expect(said.filter((one) => /neon\/|last\//.test(one))).toEqual([]);
});
test('every rule of services has a fixture, and this project’s services break none', () => {
  expect(new Set(unfit.map(([rule]) => rule))).toEqual(new Set(Object.keys(serviceRules)));
  expect(validateServices(services)).toEqual([]);
});

test('all problems are reported at once, by file, each with a fix', () => {
  const entry = { ...tables.environments[0], name: 'x', region: 'y' } as Entry;
  const load = () => projectOf(broken({ project: 'A', environments: [entry] }));
  expect(load).toThrow(TablesError);
  expect(load).toThrow(
    'environments.ts has 2 problems:\n' +
      '  project is "A": use lowercase letters, digits and single hyphens.\n' +
      '  x: region is "y": use a region code, such as eu-central-1.',
  );
});
