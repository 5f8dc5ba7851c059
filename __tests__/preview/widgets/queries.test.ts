import { collectorOf } from '../../../model/collector';
import type { Evidence, Finding } from '../../../model/evidence';
import { queryText } from '../../../model/links';
import { parseQuery } from '../../../preview/widgets/logs/query';
import { runQuery } from '../../../preview/widgets/logs/run';
import { type ServiceName, serviceNames } from '../../../thresholds/services';
import { environment } from '../../fixtures/environments';

/** A run of an hour in which everything is wrong. */
const evidence = {
  statements: [
    {
      id: '-6172839450617283945',
      text: 'SELECT * FROM orders WHERE id = $1',
      calls: 90,
      meanMs: 40,
      totalMs: 3600,
      share: 0.9,
    },
    {
      id: '42',
      text: { absent: 'the role may not read it' },
      calls: 1,
      meanMs: 400,
      totalMs: 400,
      share: 0.1,
    },
  ],
  rootBlockers: [
    {
      pid: 7,
      user: 'app',
      application: 'worker',
      state: 'idle in transaction',
      transactionSeconds: 930,
      blocks: [8, 9],
    },
  ],
  blocked: Array.from({ length: 20 }, (_, i) => ({
    pid: 100 + i,
    by: [7],
    waitMs: 1000 * i,
    statement: '42',
  })),
  deadlocked: [120, 121],
  waits: { 'Lock:transactionid': 6, CPU: 1 },
  longest: [{ pid: 7, user: 'app', seconds: 930, state: 'idle in transaction' }],
  keepsAwake: [{ user: 'app', application: 'worker', sessions: 3, secondsAgo: 4 }],
  ...{
    policy: 'noeviction',
    keysWithoutTtl: 12,
    newConnectionsPerMinute: 90,
    readsPerMinute: 5,
    writesPerMinute: 6,
  },
  advice: ['Use the pooled host: of 95 sessions, 4 are active.'],
} satisfies Evidence;
const finding: Finding = {
  ...{ check: 'invalid index', severity: 'warning', object: 'orders_customer', number: 1, unit: 'index' },
  ...{ advice: 'Build it again.', statement: 'REINDEX INDEX CONCURRENTLY orders_customer' },
};
const lineOf = (service: ServiceName, change: object = {}) => {
  const { rows } = collectorOf(environment('production'), service);
  const metrics = Object.fromEntries(Object.keys(rows).map((row) => [row, { value: 1, unit: 'Count' }]));
  // As `handlers/driver` writes it: the evidence last.
  return {
    ...{
      timestamp: 't',
      level: 'INFO',
      message: 'collected',
      service,
      environment: 'production',
      requestId: 'r',
    },
    ...{
      collectedAt: 't',
      intervalSeconds: 300,
      metrics,
      published: 3,
      warnings: [],
      durationMs: 9,
      ...change,
    },
  };
};
const healthy = { at: 2000, text: JSON.stringify(lineOf('neon')) };

/** The cells of a query over a healthy run, and before it these lines. */
function cells(service: ServiceName, key: string, ...lines: readonly object[]) {
  const query = collectorOf(environment('production'), service).queries.find((one) => one.key === key);
  if (!query) throw new Error(`${service} has no query ${key}`);
  const parsed = parseQuery(queryText(query.commands));
  const texts = lines.map((line, i) => ({ at: 1000 + i, text: JSON.stringify(line) }));
  return { columns: parsed.fields, rows: runQuery(parsed, [...texts, healthy], 0).map((row) => row.cells) };
}
const sick = lineOf('neon', { evidence, warnings: ['slow'], findings: [finding] });

test('the top statements are summed over the runs, the first by time', () => {
  expect(cells('neon', 'statements', sick, sick)).toEqual({
    columns: ['sql.text', 'totalMs', 'calls', 'worstMeanMs'],
    rows: [
      ['SELECT * FROM orders WHERE id = $1', '7200', '180', '40'],
      ['{"absent":"the role may not read it"}', '800', '2', '400'],
    ],
  });
});

test('each run that saw root blockers says who they were', () => {
  expect(cells('neon', 'blockers', sick).rows).toEqual([
    ['1000', '7', 'app', 'worker', 'idle in transaction', '930', '[8,9]'],
  ]);
  expect(cells('neon', 'transactions', sick).rows).toEqual([
    ['1000', '930', '7', 'app', '', 'idle in transaction', ''],
  ]);
});

test('what active sessions waited for, beside the load; or why that is not known', () => {
  const { rows } = cells('neon', 'waits', sick, lineOf('neon', { evidence: { waits: { absent: 'GRANT' } } }));
  expect(rows).toEqual([
    ['1001', '1', '{"absent":"GRANT"}'],
    ['1000', '1', '{"Lock:transactionid":6,"CPU":1}'],
  ]);
});

test('runs that counted deadlocks, and those that saw one', () => {
  const counted = (value: number) => ({ metrics: { Deadlocks: { value, unit: 'Count' } } });
  const [seen, ended] = [lineOf('neon', { ...counted(0), evidence }), lineOf('neon', counted(2))];
  const { rows } = cells('neon', 'deadlocks', seen, ended, lineOf('neon', counted(0)));
  expect(rows.filter(([at]) => at !== '2000')).toEqual([
    ['1001', '2', '', ''],
    ['1000', '0', '[120,121]', expect.stringContaining('{"pid":101,"by":[7],"waitMs":1000')],
  ]);
});

test('who keeps the compute awake', () => {
  const later = {
    ...evidence,
    keepsAwake: [{ user: 'app', application: 'worker', sessions: 5, secondsAgo: 60 }],
  };
  expect(cells('neon', 'wakers', sick, lineOf('neon', { evidence: later }))).toEqual({
    columns: ['who.user', 'who.application', 'sessions', 'secondsAgo'],
    rows: [['app', 'worker', '5', '4']],
  });
});

test('what the role may not see is no row', () => {
  const absent = { absent: 'GRANT pg_monitor' };
  const blind = lineOf('neon', {
    evidence: { statements: absent, rootBlockers: absent, keepsAwake: absent },
  });
  for (const key of ['statements', 'blockers', 'wakers']) expect(cells('neon', key, blind).rows).toEqual([]);
});

test('clients and traffic of Redis', () => {
  expect(cells('upstash', 'clients', lineOf('upstash', { evidence })).rows).toEqual([
    ['1000', '90', '5', '6', '12', 'noeviction'],
  ]);
});

test('findings, warnings, advice, errors and runs', () => {
  expect(cells('neon', 'findings', sick).rows).toEqual([
    ['1000', ...['warning', 'invalid index', 'orders_customer'], finding.advice, finding.statement],
  ]);
  expect(cells('neon', 'warnings', sick).rows).toEqual([['1000', 'slow']]);
  expect(cells('neon', 'advice', sick).rows).toEqual([['1000', evidence.advice[0]]]);
  const failed = {
    level: 'ERROR',
    message: 'no',
    service: 'neon',
    errorType: 'NetworkError',
    warnings: ['w'],
  };
  expect(cells('neon', 'errors', sick, failed).rows).toEqual([['1001', 'NetworkError', 'no']]);
  expect(cells('neon', 'warnings', failed).rows).toEqual([['1000', 'w']]);
  expect(cells('neon', 'runs', sick, failed).rows).toEqual([
    ['2000', 'INFO', '9', '3', '', '', 'collected'],
    ['1001', 'ERROR', '', '', 'w', 'NetworkError', 'no'],
    ['1000', 'INFO', '9', '3', 'slow', '', 'collected'],
  ]);
});

test('each part of the evidence is shown by a query', () => {
  const commands = serviceNames.flatMap((service) =>
    collectorOf(environment('production'), service).queries.flatMap((query) => query.commands),
  );
  const parts = Object.keys({ ...evidence } satisfies Required<Evidence>);
  const shown = (part: string) => commands.some((command) => new RegExp(`\\.${part}\\b`).test(command));
  expect(parts.filter((part) => !shown(part))).toEqual([]);
});

/** Paths of all values in a JSON object, in its order: how Logs Insights names fields. */
function flattened(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => flattened(inner, path ? `${path}.${key}` : key));
}

test.each(['neon', 'upstash'] as const)(
  'no query of %s needs more fields of a line than Logs Insights finds',
  (service) => {
    const line = lineOf(service, { warnings: ['slow'], evidence, findings: Array(30).fill(finding) });
    const fields = flattened(line);
    expect(fields.length).toBeGreaterThan(200);
    const found = [...fields.slice(0, 200), 'errorType', 'record.status', '@timestamp', '@message'];
    for (const { key, commands } of collectorOf(environment('production'), service).queries) {
      const named = commands.flatMap((command) =>
        [...command.matchAll(/(?:as|into) (\w+)/g)].map(([, name]) => name),
      );
      const words = commands
        .flatMap((command) => command.replace(/'[^']*'/g, '').match(/@?\b[a-z][\w.]*\b(?!\()/gi) ?? [])
        .filter(
          (word) =>
            !/^(fields|unnest|filter|stats|sort|display|limit|as|into|by|in|or|and|desc|asc|\d+)$/.test(word),
        )
        .filter((word) => !named.includes(word.split('.')[0]));
      expect([key, words.filter((word) => !found.includes(word))]).toEqual([key, []]);
    }
  },
);
