import type { Endpoint } from '../../../../handlers/neon/control-plane/api';
import { computeStatus, endpointOf } from '../../../../handlers/neon/control-plane/sleep';

const VISIT = Date.parse('2026-11-23T12:00:00Z');
const base: Endpoint = {
  id: 'ep-cool-1',
  type: 'read_write',
  currentState: 'active',
  pendingState: undefined,
  disabled: false,
  lastActive: VISIT,
  startedAt: VISIT - 3_600_000,
  suspendTimeoutSeconds: 0,
  mostUnits: 2,
};

test.each<[string, Partial<Endpoint>, number | undefined, { active: boolean; connect: boolean }]>([
  ['idle', { currentState: 'idle' }, VISIT, { active: false, connect: false }],
  ['idle and never visited', { currentState: 'idle' }, undefined, { active: false, connect: false }],
  ['not yet started', { currentState: 'init' }, undefined, { active: false, connect: false }],
  [
    'being woken by someone',
    { currentState: 'idle', pendingState: 'active' },
    VISIT,
    { active: true, connect: true },
  ],
  ['in a state that is not known', { currentState: 'unknown' }, VISIT, { active: true, connect: true }],
  ['active and never visited', {}, undefined, { active: true, connect: true }],
  ['active, used by nobody since', { lastActive: VISIT }, VISIT, { active: true, connect: false }],
  ['active through our own visit', { lastActive: VISIT + 2_000 }, VISIT, { active: true, connect: false }],
  ['active, used by someone since', { lastActive: VISIT + 60_000 }, VISIT, { active: true, connect: true }],
  ['started by someone since', { startedAt: VISIT + 60_000 }, VISIT, { active: true, connect: true }],
  ['active and never suspended', { suspendTimeoutSeconds: -1 }, VISIT, { active: true, connect: true }],
  [
    'active, last use unknown',
    { lastActive: undefined, startedAt: undefined },
    VISIT,
    { active: true, connect: true },
  ],
])('an endpoint that is %s', (_, change, lastVisit, expected) => {
  expect(computeStatus({ ...base, ...change }, lastVisit)).toEqual(expected);
});

test('a disabled endpoint is not asleep', () => {
  expect(() => computeStatus({ ...base, disabled: true, currentState: 'idle' }, VISIT)).toThrow(/disabled/);
});

const replica: Endpoint = { ...base, id: 'ep-read-2', type: 'read_only' };

test('the endpoint is the one that the host names', () => {
  expect(endpointOf('ep-read-2.eu-central-1.aws.neon.tech', [base, replica])).toBe(replica);
});
test('a host that is not a Neon name belongs to the only read-write endpoint', () => {
  expect(endpointOf('127.0.0.1', [base, replica])).toBe(base);
});
test.each([
  ['another project', 'ep-other-9.aws.neon.tech', [base]],
  ['no endpoint', '127.0.0.1', []],
  ['two to choose from', '127.0.0.1', [base, { ...base, id: 'ep-b' }]],
])('%s is an error of configuration', (_, host, endpoints) => {
  expect(() => endpointOf(host, endpoints)).toThrow(
    /check that the database of NEON_CONNECTION_STRING belongs to it/,
  );
});
