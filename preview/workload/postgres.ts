import { type Busy, type ReportProblem, Workload } from './loop';
import { Session } from './session';
import { type Shop, someCustomer, someOrder, someProduct } from './shop';

/** Keeps a session active for much longer than it needs the processor, and stays far below a slow query. */
const REPORT = `
  SELECT customer, sum(cents) FROM orders, pg_sleep(0.15) GROUP BY customer ORDER BY sum(cents) DESC LIMIT 10`;

/**
 * Runs a shop's workload on the database that raises no alarm, also on a slow machine: visitors who read and order, checkouts,
 * and a report. All sessions are opened at once, and again when they were lost.
 * @returns a function that stops it
 */
export async function workOnPostgres(
  { application }: Shop,
  busy: Busy,
  reportProblem: ReportProblem,
): Promise<() => Promise<void>> {
  const workload = new Workload(busy, reportProblem);
  const sessions: Session[] = [];
  const work = async (name: string, pauseMs: number, step: (session: Session) => Promise<void>) => {
    const session = new Session(application, name);
    sessions.push(session);
    await step(session);
    workload.repeat(pauseMs, () => step(session));
  };
  await Promise.all([
    work('visitor', 15, visit),
    work('visitor', 15, visit),
    work('checkout', 50, sell),
    work('report', 100, async (session) => void (await session.query(REPORT))),
  ]);
  return async () => {
    workload.stop();
    await Promise.all(sessions.map((session) => session.close()));
  };
}

async function visit(session: Session): Promise<void> {
  await session.query('SELECT * FROM orders WHERE id = $1', [someOrder()]);
  await session.query('SELECT count(*), sum(cents) FROM orders WHERE customer = $1', [someCustomer()]);
  // An order is changed, none is added: the database keeps its size, however long the preview runs.
  if (Math.random() < 0.2)
    await session.query('UPDATE orders SET cents = $2, placed = now() WHERE id = $1', [someOrder(), 1_999]);
}

async function sell(session: Session): Promise<void> {
  await session.query('BEGIN');
  await session.query('UPDATE stock SET pieces = pieces - 1 WHERE product = $1', [someProduct()]);
  await session.query('UPDATE stock SET pieces = pieces + 1 WHERE product = $1', [someProduct()]);
  await session.query('COMMIT');
}
