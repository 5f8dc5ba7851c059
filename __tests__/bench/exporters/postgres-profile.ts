import { Client } from 'pg';
import { statementOf } from '../../../handlers/neon/statement';
import { startDatabase } from '../../support/servers/postgres';
import { of, type Round, show, table, timed } from '../measure';
import { build, type Load } from './postgres-load';
import { running } from './process';

const SLOW_MS = 100;
/** The collector's statement, and its two parts that read the most. */
const parts: Readonly<Record<string, string>> = {
  'the whole statement': statementOf(SLOW_MS),
  'without pg_stat_statements': statementOf(SLOW_MS, ['statistics']),
  'the sizes of all databases alone': 'SELECT sum(pg_database_size(oid)) FROM pg_database',
  'one reading of pg_stat_statements alone': 'SELECT count(*) FROM pg_stat_statements(false)',
};

/**
 * Where the time of a collection goes: in a fresh session, as in every collection, and for the same statement again, as
 * on a persistent connection. Processor time is the kernel's count for the backend that serves us.
 */
export async function profile(load: Load, rounds: number): Promise<string> {
  const db = await startDatabase({ settings: { autovacuum: 'off' } });
  try {
    await build(db, load);
    const measured: Record<string, Round[]> = {};
    for (let i = 0; i < rounds; i++)
      for (const [name, sql] of Object.entries(parts)) {
        const client = new Client({ connectionString: db.url, ssl: false });
        const connectMs = await timed(() => client.connect());
        const { processID } = client as unknown as { processID: number };
        const connect = running(processID);
        const spent = async (work: () => Promise<unknown>) => {
          const before = running(processID);
          const ms = await timed(work);
          return [running(processID) - before, ms] as const;
        };
        const [fresh, ms] = await spent(() => client.query(sql));
        const [again] = await spent(() => client.query(sql));
        await client.end();
        measured[name] = [...(measured[name] ?? []), { connectMs, connect, fresh, ms, again }];
      }
    const all = Object.values(measured).flat();
    const tell = (each: readonly Round[], ...names: string[]) => names.map((name) => show(of(each, name), 2));
    return table(
      ['milliseconds', 'as the client waits', 'of a processor', 'of a processor, again in the same session'],
      [
        ['until connected: process, password, caches', ...tell(all, 'connectMs', 'connect'), '–'],
        ...Object.entries(measured).map(([name, each]) => [name, ...tell(each, 'ms', 'fresh', 'again')]),
      ],
    );
  } finally {
    await db.stop();
  }
}
