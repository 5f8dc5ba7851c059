import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshFolder } from '../../../preview/servers/place';
import { reviver } from '../../../preview/servers/revive';
import { supervise } from '../../../preview/servers/supervised';
import { until } from '../../support/servers/until';

/** Says hello, unless there is a file "broken". */
const script = `
  if (fs.existsSync("broken")) process.exit(6);
  console.log("hello", process.pid); setInterval(() => {}, 1e3)`;

test('a server that was killed is started again, and it is said until it runs', async () => {
  const problems: string[] = [];
  const said: string[] = [];
  const { ended, watch } = reviver('Redis', (problem) => {
    problems.push(problem);
    said.push(problem);
    return () => problems.splice(problems.indexOf(problem), 1);
  });
  const folder = freshFolder('neon-upstash-test');
  const server = watch(
    await supervise({ folder, server: [process.execPath, '-e', script], stop: ['SIGTERM'] }, /hello/, ended),
  );
  const first = server.pid;
  writeFileSync(join(folder, 'broken'), '');
  process.kill(first, 'SIGKILL');
  await until(() => said.length > 1);
  expect(said[0]).toMatch(/^Redis has ended on its own \(.*SIGKILL\)\. It is started again\.$/);
  expect(said[1]).toMatch(
    /^Redis has ended on its own, and does not start \(.*code 6\)\. It is tried again\.$/,
  );
  expect(problems).toEqual([said[1]]);
  rmSync(join(folder, 'broken'));
  await until(() => problems.length === 0);
  expect(server.pid).not.toBe(first);
  expect(server.log).toContain(`hello ${server.pid}`);

  // What is stopped on purpose stays stopped.
  process.kill(server.pid, 'SIGKILL');
  await until(() => problems.length > 0);
  await server.halt();
  await until(() => problems.length === 0);
  expect([server.pid, server.wanted]).toEqual([0, false]);
  await server.restart();
  expect(server.pid).toBeGreaterThan(0);
  await server.stop();
  expect(problems).toEqual([]);
});
