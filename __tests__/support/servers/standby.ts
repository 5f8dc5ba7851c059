import { chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './postgres';

/**
 * Restarts a PostgreSQL as a hot standby of nobody: it accepts connections that only read, as one that has replayed all that
 * its primary sent. Sessions have ended; new ones can be started.
 */
export async function restartAsStandby(db: Database): Promise<void> {
  const data = join(db.server.folder, 'data');
  const signal = join(data, 'standby.signal');
  writeFileSync(signal, '');
  const { uid, gid } = statSync(data);
  chownSync(signal, uid, gid);
  await db.leave();
  await db.server.restart();
}
