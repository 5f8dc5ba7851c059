import type { PostgresServer } from '../servers/postgres';
import { MOST_LEAKED, PRODUCT_APART, type Shop } from '../workload/shop';
import { paceOf, untilDone } from './background';
import { answered, asAdmin, Crowd } from './crowd';
import type { Heal, Sickness } from './sickness';
import { stopped } from './stopped';

/** An embedded PostgreSQL that can be made sick. */
export interface PostgresPatient {
  readonly server: PostgresServer;
  readonly shop: Shop;
  readonly everySeconds: number;
}

type Start = (patient: PostgresPatient, signal: AbortSignal) => Promise<Heal>;

const service = 'neon';
/** Longer than anybody looks. */
const LONG_S = 24 * 3_600;

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
      rows: ['TotalConnections'],
      start: running(leakIdle),
    },
    {
      ...{ id: 'active-connections', service, title: 'Keep connections busy' },
      about:
        'A service sends statements that hang, each in a session of its own: ActiveConnections rises until nearly all slots are taken.',
      rows: ['ActiveConnections', 'TotalConnections'],
      start: running(keepBusy),
    },
    {
      ...{ id: 'slow-queries', service, title: 'Run slow queries' },
      about:
        'Three sessions run a report that takes 1.5 seconds, again and again: SlowQueries and AverageQueryTime rise.',
      rows: ['SlowQueries'],
      start: running(runSlowly),
    },
    {
      ...{ id: 'lock', service, title: 'Hold a lock' },
      about:
        'A session locks a row and keeps its transaction open, and three others wait for that row: LockWaitTime rises for as long as they wait.',
      rows: ['LockWaitTime'],
      start: running(holdLock),
    },
    {
      ...{ id: 'long-transaction', service, title: 'Leave a transaction open' },
      about:
        'A transaction runs a statement that does not end. No alarm watches that: the terminal shows the warning of the collector, with the session and its age.',
      rows: [],
      start: running(leaveOpen),
    },
    stopped({ service, id: 'postgres-stopped', title: 'Stop PostgreSQL', server }),
    {
      ...{ id: 'postgres-wrong-password', service, title: 'Change the password of Postgres' },
      about:
        'The role of the collector gets another password, which the collector does not know: its runs fail, Up is 0, and the log says what to do.',
      rows: ['Up', 'ApiErrors'],
      start: running(changePassword),
    },
  ];
}

/** Each step uses one of the sessions, the first time it opens it. */
async function leakIdle({ server, shop, everySeconds }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const crowd = new Crowd(server, signal);
  const sessions = Array.from({ length: MOST_LEAKED }, () =>
    crowd.session(shop.application, 'idle-connections'),
  );
  let n = 0;
  crowd.repeat(async () => {
    await sessions[n % MOST_LEAKED]?.query('SELECT 1');
    return paceOf(++n, MOST_LEAKED, everySeconds);
  });
  return crowd.heal;
}

async function keepBusy({ server, shop, everySeconds }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const crowd = new Crowd(server, signal);
  const idle = new Set(
    Array.from({ length: MOST_LEAKED }, () => crowd.session(shop.application, 'active-connections')),
  );
  crowd.repeat(async () => {
    const [session] = idle;
    if (session) {
      idle.delete(session);
      const again = () => idle.add(session);
      session.query(`SELECT pg_sleep(${LONG_S})`).then(again, again);
    }
    return paceOf(MOST_LEAKED - idle.size, MOST_LEAKED, everySeconds);
  });
  return crowd.heal;
}

const SLOW_REPORT = `
  SELECT name, count(*), sum(cents) FROM orders JOIN customers ON customers.id = customer, pg_sleep(1.5)
   GROUP BY name ORDER BY sum(cents) DESC LIMIT 10`;
const SLOW_SESSIONS = 3;

async function runSlowly({ server, shop }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const crowd = new Crowd(server, signal);
  for (let i = 0; i < SLOW_SESSIONS; i++) {
    const session = crowd.session(shop.reports, 'slow-queries');
    crowd.repeat(async () => {
      await session.query(SLOW_REPORT);
      // They do not keep step with each other, so that some end in every interval.
      return 300 * Math.random();
    });
  }
  return crowd.heal;
}

const WAITING = 3;
const HOLD_MS = 500;

async function holdLock({ server, shop }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const crowd = new Crowd(server, signal);
  const holder = crowd.session(shop.reports, 'lock');
  const hold = async () => {
    // Both do nothing where it has the lock already.
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM stock WHERE product = $1 FOR UPDATE', [PRODUCT_APART]);
    return HOLD_MS;
  };
  crowd.repeat(hold);
  for (let i = 0; i < WAITING; i++) {
    const waiting = crowd.session(shop.reports, 'lock-waiting');
    crowd.repeat(async () => {
      await waiting.query('UPDATE stock SET pieces = pieces + 1 WHERE product = $1', [PRODUCT_APART]);
      return HOLD_MS;
    });
  }
  return crowd.heal;
}

async function leaveOpen({ server, shop }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const crowd = new Crowd(server, signal);
  const session = crowd.session(shop.reports, 'long-transaction');
  crowd.repeat(async () => {
    await session.query('BEGIN');
    await session.query(`SELECT count(*) FROM orders, pg_sleep(${LONG_S})`);
    return 0;
  });
  return crowd.heal;
}

async function changePassword({ server, shop }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const change = (password: string) => asAdmin(server, `ALTER ROLE monitor PASSWORD '${password}'`);
  await change(`${shop.monitorPassword}-changed`);
  return () => untilDone(signal, () => change(shop.monitorPassword));
}
