/** A process that starts one server of each kind, says so, and then does what its argument says. */
import { startPostgres } from '../../../preview/servers/postgres';
import { startRedis } from '../../../preview/servers/redis';

async function main(): Promise<void> {
  const servers = await Promise.all([startPostgres(), startRedis()]);
  console.log(JSON.stringify(servers.map(({ pid, folder }) => ({ pid, folder }))));
  // It lives as long as its standard input. After that, nothing keeps it alive: the servers do not.
  process.stdin.resume();
  if (process.argv[2] === 'stay') process.stdin.on('end', () => process.exit());
}

void main();
