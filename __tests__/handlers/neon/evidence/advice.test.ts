import { adviceFor, conditionNames, type Situation } from '../../../../handlers/neon/evidence/advice';
import type { Evidence } from '../../../../model/evidence';

type Numbers = Readonly<Record<string, number>>;
interface Example {
  readonly numbers?: Numbers;
  readonly evidence?: Evidence;
  readonly computeUnits?: number;
}

const situation = ({ numbers = {}, evidence = {}, computeUnits }: Example): Situation => ({
  readings: Object.fromEntries(
    Object.entries(numbers).map(([row, value]) => [row, { is: 'measured', value, unit: 'Count' }]),
  ),
  evidence,
  computeUnits,
});

/** For every condition what makes it true, what it says, and the nearest thing that does not. */
const examples: Readonly<Record<string, { sick: Example; says: string; healthy: readonly Example[] }>> = {
  'who blocks': {
    sick: {
      evidence: {
        rootBlockers: [
          { pid: 11, blocks: [12] },
          {
            pid: 21,
            user: 'app',
            application: 'worker',
            state: 'idle in transaction',
            transactionSeconds: 95,
            blocks: [22, 23, 24],
          },
        ],
      },
    },
    says: 'pid 21 (user app, application “worker”), idle in transaction, blocks 3 sessions; its transaction has been open for 95 s. Let it finish, or end it: SELECT pg_terminate_backend(21).',
    healthy: [{}, { evidence: { rootBlockers: [] } }, { evidence: { rootBlockers: { absent: 'no right' } } }],
  },
  'idle in transaction': {
    sick: {
      evidence: { longest: [{ pid: 7, user: 'app', seconds: 125, state: 'idle in transaction (aborted)' }] },
    },
    says: 'pid 7 (user app) has been in a transaction for 2.08 min and does nothing',
    healthy: [
      { evidence: { longest: [{ pid: 7, seconds: 59, state: 'idle in transaction' }] } },
      { evidence: { longest: [{ pid: 7, seconds: 900, state: 'active' }] } },
      { evidence: { longest: [{ pid: 7, seconds: 900 }] } },
    ],
  },
  'more work than CPUs': {
    sick: { numbers: { AverageActiveSessions: 2.4, ComputeLimit: 1 }, evidence: { waits: { CPU: 2 } } },
    says: '2.4 sessions were active on average, on a compute of at most 1 compute unit (CU): statements wait for the CPU',
    healthy: [
      { numbers: { AverageActiveSessions: 0.9, ComputeLimit: 1 } },
      { numbers: { AverageActiveSessions: 9 } },
      {
        numbers: { AverageActiveSessions: 9, ComputeLimit: 1 },
        evidence: { waits: { 'Lock:transactionid': 8, CPU: 1 } },
      },
      { numbers: { AverageActiveSessions: 3 }, computeUnits: 4 },
      // The environment's number wins, as in alarms.
      { numbers: { AverageActiveSessions: 3, ComputeLimit: 1 }, computeUnits: 4 },
    ],
  },
  'slots full of idle sessions': {
    sick: { numbers: { TotalConnections: 100, ActiveConnections: 1, ConnectionLimit: 104 } },
    says: '100 of 104 connection slots are taken, and only 1 session is active. Connect applications to the pooled host (-pooler',
    healthy: [
      { numbers: { TotalConnections: 60, ActiveConnections: 1, ConnectionLimit: 104 } },
      { numbers: { TotalConnections: 100, ActiveConnections: 90, ConnectionLimit: 104 } },
      { numbers: { TotalConnections: 100, ConnectionLimit: 104 } },
    ],
  },
  'one statement takes most of the time': {
    sick: {
      numbers: { SlowQueries: 12 },
      evidence: {
        statements: [
          { id: '-42', text: 'SELECT pg_sleep($1)', calls: 3, meanMs: 2_100, totalMs: 6_300, share: 0.82 },
        ],
      },
    },
    says: 'Statement -42 took 82 % of the time of all statements, 2.1 s per call: SELECT pg_sleep($1). Begin',
    healthy: [
      { numbers: { SlowQueries: 12 }, evidence: { statements: [] } },
      {
        numbers: { SlowQueries: 0 },
        evidence: {
          statements: [{ id: '1', text: { absent: 'x' }, calls: 3, meanMs: 1, totalMs: 3, share: 0.9 }],
        },
      },
      {
        numbers: { SlowQueries: 3 },
        evidence: {
          statements: [{ id: '1', text: { absent: 'x' }, calls: 3, meanMs: 1, totalMs: 3, share: 0.3 }],
        },
      },
    ],
  },
  'kept awake': {
    sick: {
      numbers: { ComputeActive: 1, QueryThroughput: 0.02 },
      evidence: { keepsAwake: [{ user: 'bi', application: 'metabase', sessions: 2, secondsAgo: 12 }] },
    },
    says: 'the compute cannot suspend: user bi, application “metabase” was active 12 s ago.',
    healthy: [
      {
        numbers: { QueryThroughput: 0.02 },
        evidence: { keepsAwake: [{ sessions: 2, secondsAgo: 12 }] },
      },
      {
        numbers: { ComputeActive: 1, QueryThroughput: 50 },
        evidence: { keepsAwake: [{ sessions: 2, secondsAgo: 0 }] },
      },
      {
        numbers: { ComputeActive: 1, QueryThroughput: 0.02 },
        evidence: { keepsAwake: [{ sessions: 2, secondsAgo: 301 }] },
      },
      { numbers: { ComputeActive: 1, QueryThroughput: 0 } },
    ],
  },
  'nearly no compute time left': {
    sick: { numbers: { ComputeQuotaPercent: 93 } },
    says: '93 % of the compute time of this period is used.',
    healthy: [{ numbers: { ComputeQuotaPercent: 89 } }, {}],
  },
};

test('every condition has an example', () => {
  expect(Object.keys(examples)).toEqual(conditionNames);
});

describe.each(Object.entries(examples))('%s', (_, { sick, says, healthy }) => {
  test('is said with its numbers, and nothing else is', () => {
    expect(adviceFor(situation(sick))).toEqual([expect.stringContaining(says)]);
  });

  test.each(healthy.map((one) => [JSON.stringify(one), one] as const))('is not said of %s', (_name, one) => {
    expect(adviceFor(situation(one))).toEqual([]);
  });
});

test('a prepared transaction is ended by its gid', () => {
  const [advice] = adviceFor(situation({ evidence: { rootBlockers: [{ pid: 0, blocks: [5] }] } }));
  expect(advice).toContain('A prepared transaction blocks 1 session.');
  expect(advice).toContain('ROLLBACK PREPARED');
});

test('who blocks is said even without a name or an age', () => {
  expect(adviceFor(situation({ evidence: { rootBlockers: [{ pid: 9, blocks: [1, 2] }] } }))).toEqual([
    'pid 9 blocks 2 sessions. Let it finish, or end it: SELECT pg_terminate_backend(9).',
  ]);
});

test.each([
  [
    { 'IO:DataFileRead': 11, CPU: 1 },
    'compute units (CU), and 11 of 12 that are active now wait for IO:DataFileRead. They read from storage: find the statements that read the most, and add an index or read less. A larger compute does not help against this.',
  ],
  [{ 'Timeout:PgSleep': 4, CPU: 1 }, 'wait for Timeout:PgSleep. They sleep on purpose, as with pg_sleep.'],
  [{ 'LWLock:WALWrite': 4 }, 'wait for LWLock:WALWrite. What the event means: https://'],
  [{}, 'compute units (CU). Make the statements with the largest share faster'],
])('a larger compute is not advised where sessions wait for something else: %j', (waits, said) => {
  const sick = situation({
    numbers: { AverageActiveSessions: 12.2, ComputeLimit: 0.25 },
    evidence: { waits },
  });
  expect(adviceFor(sick)).toEqual([expect.stringContaining(said)]);
});
