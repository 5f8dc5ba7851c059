import { TablesError } from '../../model/checks/finding';
import { serviceRules, validateServices } from '../../model/checks/service-rules';
import type { Entry } from '../../model/environment';
import { problemsOf, projectOf, type Tables } from '../../model/project';
import type { Quota, Service } from '../../thresholds/service';
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

test.each([
  [{ project: 'Macro AI' }, ['project is "Macro AI"']],
  [{ project: 'a_b' }, ['project is "a_b"']],
  [{ runbookUrl: '' }, ['runbookUrl is ""']],
  [{ remoteState: { bucket: 'B', region: 'us-east-1' } }, ['remoteState.bucket is "B"']],
  [{ remoteState: { bucket: 'bucket', region: 'here' } }, ['remoteState.region is "here"']],
  [{ runbookUrl: `docs/${'a'.repeat(300)}` }, [`runbookUrl is "docs/${'a'.repeat(300)}"`]],
  [{ runbookUrl: `a\${b}` }, [`runbookUrl is "a\${b}"`]],
  [
    { remoteState: { bucket: 'bucket', region: 'us-east-1', accountId: '1' } },
    ['remoteState.accountId is "1"'],
  ],
  [{ project: undefined }, ['project is missing']],
  [{ runbookUrl: 7 }, ['runbookUrl is 7']],
  [{ remoteState: 'bucket' }, ['remoteState is "bucket"']],
  [{ remoteState: { region: 'us-east-1' } }, ['remoteState.bucket is missing']],
  // A misspelled guard against the wrong account would guard nothing.
  [
    { remoteState: { ...tables.remoteState, accountID: '012345678901', buckets: 1 } },
    ['remoteState.accountID is not a known field', 'remoteState.buckets is not a known field'],
  ],
])('wrong settings: %j', (changes, findings) => {
  expect(found(changes)).toEqual(findings.map((finding) => `environments.ts: ${finding}`));
});

test.each([
  [{ production: {} }, 'environments is not a list'],
  [[], 'environments is empty'],
  [[null], 'environments[0] is not an environment'],
  [[null, 'production'], 'environments[0], environments[1] is not an environment'],
])('a table of environments that is not one: %j', (given, finding) => {
  expect(found({ environments: given })).toEqual([`environments.ts: ${finding}`]);
});

test('what is wrong with several environments in the same way is one problem', () => {
  const wrong = tables.environments.map((entry) => ({ ...entry, region: 'here' }));
  expect(found({ environments: wrong })).toEqual([
    'environments.ts: feature, staging, production: region is "here"',
  ]);
  const twins = tables.environments.map((entry) => ({ ...entry, name: 'one' }));
  expect(found({ environments: twins })).toEqual(['environments.ts: one: name is used by 3 environments']);
});

test('problems that were found elsewhere are reported with the others', () => {
  const elsewhere = { file: 'handlers/x/index.ts', at: 'x', problem: 'has no collector', fix: 'write it' };
  expect(() => projectOf(broken({ project: 'A' }), [elsewhere])).toThrow(
    /^environments\.ts has 1 problem:\n.*\nhandlers\/x\/index\.ts has 1 problem:\n {2}x has no collector: write it\.$/,
  );
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
  elsewhere: { ...neon.elsewhere, quotas: [] },
};
const quota: Quota = {
  ...{ counted: 'jobs a month', per: 'month', of: 'database', most: 100, from: 0.5, advice: 'Send fewer.' },
  perVisit: () => 1,
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
    'quotas',
    'queue',
    { elsewhere: { ...neon.elsewhere, quotas: [{ ...quota, most: { limit: 'jobs' } }] } },
    'thresholds/queue/elsewhere.ts: quotas have jobs, which is not a limit',
  ],
  [
    'quotas',
    'queue',
    { elsewhere: { ...neon.elsewhere, quotas: [{ ...quota, needs: 'queueApi' }] } },
    'thresholds/queue/elsewhere.ts: quotas need queueApi, which is not a flag',
  ],
  [
    'quotas',
    'queue',
    { elsewhere: { ...neon.elsewhere, quotas: [{ ...quota, oncePer: 'queueId' }] } },
    'thresholds/queue/elsewhere.ts: quotas are used once per queueId, which databases do not have',
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
    'thresholds/queue/service.ts: options.neonApi decides about ComputeActive, ComputeQuotaPercent, ComputeLimit, but the collector cannot see it',
  ],
  [
    'notes',
    'queue',
    { notes: () => ({ queue_function: '' }) },
    'thresholds/queue/service.ts: notes.queue_function is not an output name of this service',
  ],
  [
    'notes',
    'queue',
    { notes: () => ({ queue_dashboard: '' }) },
    'thresholds/queue/service.ts: notes.queue_dashboard is not an output name of this service',
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
    'runbook',
    'queue',
    { runbook: { ...neon.runbook, entries: { ...entries, ActiveConnections: { ...entry, impact: ' ' } } } },
    'thresholds/queue/runbook/index.ts: ActiveConnections: impact is empty',
  ],
  [
    'runbook',
    'queue',
    {
      runbook: {
        ...neon.runbook,
        entries: { ...entries, ActiveConnections: { ...entry, cannotFire: '"x"' } },
      },
    },
    'thresholds/queue/runbook/index.ts: ActiveConnections: cannotFire has a double quote, a line break, ${ or %{',
  ],
  [
    'queries',
    'queue',
    { queries: { errors: services.neon.queries.errors } },
    'thresholds/queue/queries.ts: warnings is missing',
  ],
  [
    'queries',
    'queue',
    { queries: { ...neon.queries, runs: { ...services.neon.queries.runs, title: 'errors' } } },
    'thresholds/queue/queries.ts: "errors" is the title of two queries',
  ],
  [
    'queries',
    'queue',
    { queries: { ...neon.queries, runs: { title: 'all/runs', commands: ['limit 1'] } } },
    'thresholds/queue/queries.ts: runs: title is "all/runs"',
  ],
  [
    'queries',
    'queue',
    { queries: { ...neon.queries, runs: { title: 'runs', commands: ['filter level = "INFO"'] } } },
    'thresholds/queue/queries.ts: runs has a double quote, a line break, ${ or %{',
  ],
  [
    'queries',
    'queue',
    { queries: { ...neon.queries, runs: { title: 'runs', commands: ['limit 1'], hours: 0.5 } } },
    'thresholds/queue/queries.ts: runs: hours is 0.5',
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
  // A name that two services share is reported for the later one, and for no third.
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
