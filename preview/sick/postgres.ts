import { answered, asAdmin, type PostgresPatient } from './crowd';
import {
  buildInvalidIndex,
  changePassword,
  crossLocks,
  holdLock,
  keepBusy,
  leakIdle,
  leaveOpen,
  runSlowly,
} from './postgres-acts';
import type { Heal, Sickness } from './sickness';
import { stopped } from './stopped';

type Start = (patient: PostgresPatient, signal: AbortSignal) => Promise<Heal>;

const service = 'neon';

/** What can be done to an embedded PostgreSQL. */
export function postgresSicknesses(patient: PostgresPatient): Sickness[] {
  const { server } = patient;
  /** What a running server is needed for. */
  const running = (start: Start) => (signal: AbortSignal) =>
    answered(async () => {
      await asAdmin(server, 'SELECT 1');
      return start(patient, signal);
    });
  return [
    {
      ...{ id: 'idle-connections', service, title: 'Leak idle connections' },
      about:
        'A service opens sessions, uses each of them once, and never closes them: IdleConnections and TotalConnections rise until nearly all slots are taken.',
      rows: { TotalConnections: 'critical' },
      start: running(leakIdle),
    },
    {
      ...{ id: 'active-connections', service, title: 'Keep connections busy' },
      about:
        'A service sends statements that hang, each in a session of its own: ActiveConnections and AverageActiveSessions rise until nearly all slots are taken.',
      rows: {
        ...{ ActiveConnections: 'critical', TotalConnections: 'critical', AverageActiveSessions: 'critical' },
        OldestTransactionAge: 'rises',
      },
      start: running(keepBusy),
    },
    {
      ...{ id: 'slow-queries', service, title: 'Run slow queries' },
      about:
        'Five sessions run a report that takes 1.5 seconds, again and again: SlowQueries, AverageQueryTime and AverageActiveSessions rise.',
      rows: { SlowQueries: 'critical', AverageActiveSessions: 'warning' },
      start: running(runSlowly),
    },
    {
      ...{ id: 'lock', service, title: 'Hold a lock' },
      about:
        'A session locks a row and keeps its transaction open, and seven others wait for that row: LockWaitTime and BlockedSessions rise. The evidence says who blocks whom.',
      rows: {
        ...{ LockWaitTime: 'critical', BlockedSessions: 'critical', AverageActiveSessions: 'warning' },
        OldestTransactionAge: 'rises',
      },
      start: running(holdLock),
    },
    {
      ...{ id: 'deadlocks', service, title: 'Cause deadlocks' },
      about:
        'Two sessions lock the same two rows, each in the other order: Postgres aborts one of them every time, and Deadlocks rises.',
      rows: { Deadlocks: 'critical', BlockedSessions: 'rises', LockWaitTime: 'rises' },
      start: running(crossLocks),
    },
    {
      ...{ id: 'long-transaction', service, title: 'Leave a transaction open' },
      about:
        'A transaction runs a statement that does not end: OldestTransactionAge rises, second by second. It warns after five minutes, which do not pass faster here; the terminal shows a warning of the collector before.',
      rows: { OldestTransactionAge: 'rises' },
      start: running(leaveOpen),
    },
    {
      ...{ id: 'invalid-index', service, title: 'Leave an invalid index' },
      about:
        'The build of a unique index fails, and what is left of it is not removed. Only a check-up sees that, and one is made: Findings rises.',
      rows: { Findings: 'warning' },
      checkup: true,
      start: running(buildInvalidIndex),
    },
    stopped({ service, id: 'postgres-stopped', title: 'Stop PostgreSQL', server }),
    {
      ...{ id: 'postgres-wrong-password', service, title: 'Change the password of Postgres' },
      about:
        'The role of the collector gets another password, which the collector does not know: its runs fail, Up is 0, and the log says what to do.',
      rows: { Up: 'critical', ApiErrors: 'critical' },
      start: running(changePassword),
    },
  ];
}
