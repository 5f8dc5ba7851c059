import { Client } from 'pg';
import { Loop, type ReportProblem } from './loop';
import { type Shop, someCustomer, someOrder } from './shop';

/**
 * The target duration of the report, and the pause after it. Twice the 1000 ms from which a statement counts as slow, and
 * both well within the 5 s of --once, so that a report shows up even if the machine becomes twice as busy or as idle.
 */
const REPORT_MS = 2_000;
const REPORT_PAUSE_MS = 1_000;
/** How long a session holds the row that another waits for; under a second, so that the wait is not a slow query. */
const HOLD_MS = 700;
const IDLE_SESSIONS = 4;

/**
 * The rank of each of $1 orders by value, computed in a way that does not scale: every order is compared with every other.
 */
const REPORT = `
  SELECT max(rank) FROM (
    SELECT a.id, count(*) AS rank FROM orders a JOIN orders b ON b.cents >= a.cents
     WHERE a.id <= $1 AND b.id <= $1 GROUP BY a.id
  ) ranked`;

/**
 * Runs a shop's workload on the database: visitors who read and order, a slow report, two sessions that compete for a
 * row, and a pool with idle connections.
 * @returns a function that stops it
 */
export async function workOnPostgres(
  { application }: Shop,
  reportProblem: ReportProblem,
): Promise<() => Promise<void>> {
  const clients: Client[] = [];
  const connect = async (name: string): Promise<Client> => {
    const client = new Client({ connectionString: application, application_name: name, ssl: false });
    client.on('error', () => {});
    clients.push(client);
    await client.connect();
    return client;
  };
  const names = [...Array.from({ length: IDLE_SESSIONS }, () => 'pool'), 'visitor', 'visitor'];
  const [reporter, seller, restocker, ...others] = await Promise.all(
    ['report', 'checkout', 'warehouse', ...names].map(connect),
  );
  if (!reporter || !seller || !restocker) throw new Error('unreachable: all of them connected');

  const report = await calibrated(reporter);
  const loops = [
    ...others
      .slice(IDLE_SESSIONS)
      .map((visitor) => new Loop('visitor', 15, () => visit(visitor), reportProblem)),
    new Loop('report', REPORT_PAUSE_MS, report, reportProblem),
    new Loop('checkout', 20, () => sell(seller), reportProblem),
    new Loop('warehouse', 20, () => restock(restocker), reportProblem),
  ];
  return async () => {
    for (const loop of loops) loop.stop();
    await Promise.all(clients.map((client) => client.end()));
  };
}

async function visit(client: Client): Promise<void> {
  await client.query('SELECT * FROM orders WHERE id = $1', [someOrder()]);
  await client.query('SELECT count(*), sum(cents) FROM orders WHERE customer = $1', [someCustomer()]);
  if (Math.random() < 0.2)
    await client.query('INSERT INTO orders (customer, cents) VALUES ($1, $2)', [someCustomer(), 1_999]);
}

/** The report over as many orders as take this machine about REPORT_MS under its current load. */
async function calibrated(client: Client): Promise<() => Promise<void>> {
  let orders = 500;
  const report = async () => {
    const started = performance.now();
    await client.query(REPORT, [orders]);
    const took = Math.max(1, performance.now() - started);
    // The work grows with the square of the orders. A single measurement may be off, so the correction is limited.
    orders = Math.round(orders * Math.min(6, Math.max(0.7, Math.sqrt(REPORT_MS / took))));
    return took;
  };
  let took = 0;
  while (took < 0.7 * REPORT_MS) took = await report();
  return async () => void (await report());
}

/** A checkout that keeps its transaction open for a while: other sessions that need the same product wait. */
async function sell(client: Client): Promise<void> {
  await client.query('BEGIN');
  await client.query('UPDATE stock SET pieces = pieces - 1 WHERE product = 1');
  await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
  await client.query('COMMIT');
}

async function restock(client: Client): Promise<void> {
  await client.query('UPDATE stock SET pieces = pieces + 1 WHERE product = 1');
}
