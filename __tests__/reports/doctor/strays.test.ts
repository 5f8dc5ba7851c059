import { findings } from '../../fixtures/diagnosed';
import type { Values } from '../../fixtures/healthy-facts';

const board = (name: string) => (facts: Values) => ({ dashboards: [...facts.dashboards, name] });
const NAMED = 'has the name of a dashboard of this product, and no table has it';

test.each([
  ['old-neon-monitoring-dashboard'],
  ['old-upstash-databases-monitoring-dashboard'],
  ['production-basket-monitoring-dashboard'],
])('the dashboard %s may be left of something: a note, because nothing says whose it is', (name) => {
  expect(findings(board(name))).toEqual([`strays: note ${name} ${NAMED}`]);
});

test.each([
  ['of another environment, wherever it is', 'staging-neon-monitoring-dashboard'],
  ['of somebody', 'production-checkout'],
  ['of somebody who also has monitoring', 'shop-monitoring-dashboard'],
])('a dashboard %s is none', (_, name) => {
  expect(findings(board(name))).toEqual([]);
});

test('a secret that no table uses is a note, also one of a removed database', () => {
  const left = ['/macro-ai/old/neon-connection-string', '/macro-ai/production/gone/neon-connection-string'];
  expect(findings(({ parameters }) => ({ parameters: [...parameters, ...left] }))).toEqual(
    left.map((name) => `strays: note ${name} is a secret that no table uses`),
  );
});

test('the topic of uptime checks that no table has any more', () => {
  expect(
    findings(({ topic }) => ({
      topic: { ...topic, others: ['production-uptime-alerts', 'old-uptime-alerts'] },
    })),
  ).toEqual([
    'strays: fault old-uptime-alerts belongs to old, which environments.ts does not have in us-east-1',
    'strays: fault production-uptime-alerts is deployed, and no table has it',
  ]);
});

test('what a project has whose name begins with that of this one is not ours', () => {
  const ofOther = ({ functions, rules, state }: Values) => ({
    functions: [
      ...functions,
      ...functions.slice(0, 1).map((one) => ({
        ...{ ...one, name: 'macro-ai-two-live-neon-monitoring', variables: { ENVIRONMENT: 'live' } },
      })),
    ],
    rules: [
      ...rules,
      ...rules.slice(0, 1).map((one) => ({ ...one, name: 'macro-ai-two-live-neon-monitoring' })),
    ],
    state: { ...state, tables: [...state.tables, 'macro-ai-two-live-monitoring-state'] },
  });
  expect(findings(ofOther)).toEqual([]);
});

test('a function of this environment with a wrong variable hides nothing of it', () => {
  const said = findings(({ functions, rules }) => ({
    functions: functions.map((one) => ({ ...one, variables: { ...one.variables, ENVIRONMENT: 'x' } })),
    rules: [
      ...rules,
      ...rules.slice(0, 1).map((one) => ({ ...one, name: 'macro-ai-production-neon-monitoring-2' })),
    ],
  }));
  expect(said).toContain(
    'strays: fault macro-ai-production-neon-monitoring-2 is deployed, and no table has it',
  );
});

test('the log of a function that no table has, also of this environment', () => {
  const old = '/aws/lambda/macro-ai-old-neon-monitoring';
  const own = '/aws/lambda/macro-ai-production-forecast';
  const others = ['/aws/lambda/macro-ai-staging-neon-monitoring', '/aws/lambda/macro-ai-web'];
  const said = findings(({ logs }) => ({
    logs: [...logs, ...[old, own, ...others].map((name) => ({ name, days: 7 }))],
  }));
  expect(said).toEqual(
    [old, own].map((name) => `strays: fault ${name} is the log of a function that no table has`),
  );
});
