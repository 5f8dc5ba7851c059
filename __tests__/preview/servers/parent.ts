/** A process that starts one server of each kind, says so, and then does what its argument says. */
import { startPostgres } from '../../../preview/servers/postgres';
import { startRedis } from '../../../preview/servers/redis';

async function main(): Promise<void> {
  const servers = await Promise.all([startPostgres(), startRedis()]);
  console.log(JSON.stringify(servers.map(({ pid, folder }) => ({ pid, folder }))));
  // The servers themselves keep no process alive.
  // It lives as long as the test, whose end closes its standard input.
  if (process.argv[2] === 'stay') process.stdin.on('end', () => process.exit()).resume();
}

void main();
