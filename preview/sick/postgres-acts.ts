import { Session } from '../workload/session';
import { MOST_LEAKED, PRODUCTS_APART } from '../workload/shop';
import { paceOf, untilDone } from './background';
import { asAdmin, Crowd, type PostgresPatient } from './crowd';
import type { Heal } from './sickness';

/** Longer than anybody looks. */
const LONG_S = 24 * 3_600;
/** SQLSTATE unique_violation. */
const TWICE = '23505';

/** Each step uses one of the sessions, the first time it opens it. */
export async function leakIdle(
  { server, shop, everySeconds }: PostgresPatient,
  signal: AbortSignal,
): Promise<Heal> {
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

export async function keepBusy(
  { server, shop, everySeconds }: PostgresPatient,
  signal: AbortSignal,
): Promise<Heal> {
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
/** With the workload more than there are compute units. */
const SLOW_SESSIONS = 5;

export async function runSlowly({ server, shop }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
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

const [LOCKED, ...CROSSED] = PRODUCTS_APART;
/** So many that somebody is called at once. */
const WAITING = 7;
const HOLD_MS = 500;

export async function holdLock({ server, shop }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const crowd = new Crowd(server, signal);
  const holder = crowd.session(shop.reports, 'lock');
  const hold = async () => {
    // Both do nothing where it has the lock already.
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM stock WHERE product = $1 FOR UPDATE', [LOCKED]);
    return HOLD_MS;
  };
  crowd.repeat(hold);
  for (let i = 0; i < WAITING; i++) {
    const waiting = crowd.session(shop.reports, 'lock-waiting');
    crowd.repeat(async () => {
      await waiting.query('UPDATE stock SET pieces = pieces + 1 WHERE product = $1', [LOCKED]);
      return HOLD_MS;
    });
  }
  return crowd.heal;
}

/** Two sessions lock the same rows, each in the other order. */
export async function crossLocks({ server, shop }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const crowd = new Crowd(server, signal);
  for (const order of [CROSSED, CROSSED.toReversed()]) {
    const session = crowd.session(shop.reports, 'deadlocks');
    crowd.repeat(async () => {
      await session.query('BEGIN');
      for (const product of order) {
        await session.query('UPDATE stock SET pieces = pieces + 1 WHERE product = $1', [product]);
        await session.query('SELECT pg_sleep(0.02)');
      }
      await session.query('COMMIT');
      return 0;
    });
  }
  return crowd.heal;
}

export async function leaveOpen({ server, shop }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const crowd = new Crowd(server, signal);
  const session = crowd.session(shop.reports, 'long-transaction');
  crowd.repeat(async () => {
    await session.query('BEGIN');
    await session.query(`SELECT count(*) FROM orders, pg_sleep(${LONG_S})`);
    return 0;
  });
  return crowd.heal;
}

export async function changePassword({ server, shop }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const change = (password: string) => asAdmin(server, `ALTER ROLE monitor PASSWORD '${password}'`);
  await change(`${shop.monitorPassword}-changed`);
  return () => untilDone(signal, () => change(shop.monitorPassword));
}

/** The build of a unique index fails where a value is there twice, and leaves half an index behind. */
export async function buildInvalidIndex({ shop }: PostgresPatient, signal: AbortSignal): Promise<Heal> {
  const once = async (...statements: readonly string[]): Promise<void> => {
    const session = new Session(shop.reports, 'invalid-index');
    try {
      for (const statement of statements) await session.query(statement);
    } finally {
      await session.close();
    }
  };
  const drop = 'DROP TABLE IF EXISTS coupons';
  await once(drop, 'CREATE TABLE coupons AS SELECT n % 10 AS code FROM generate_series(1, 100) n');
  await once('CREATE UNIQUE INDEX CONCURRENTLY coupons_code ON coupons (code)').catch(({ code }) => {
    if (code !== TWICE) throw new Error('The index was not built. Try again.');
  });
  return () => untilDone(signal, () => once(drop));
}
