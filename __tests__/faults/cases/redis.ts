import { effects, type FaultCase } from '../case';
import { onServer } from '../causes';
import { planted } from '../planted';
import type { World } from '../world';

/** Changes the user as which the collector logs in. */
const user =
  (...rules: string[]) =>
  ({ redis }: World) =>
    redis.admin.call('ACL', 'SETUSER', 'default', ...rules);

/** Runs a script that never ends, and waits until other clients get BUSY. */
async function runForEver({ redis: { admin } }: World): Promise<void> {
  await admin.config('SET', 'busy-reply-threshold', '1');
  const other = admin.duplicate();
  other.eval('while true do end', 0).catch(() => other.disconnect());
  while (
    await admin.ping().then(
      () => true,
      () => false,
    )
  );
}

/** A script ends a moment after it was killed. */
async function killScript({ redis: { admin } }: World): Promise<void> {
  await admin.call('SCRIPT', 'KILL');
  while (
    await admin.ping().then(
      () => false,
      () => true,
    )
  );
}

/** Faults that are caused in a real Redis. */
export const redis: readonly FaultCase[] = (
  [
    {
      fault: 'the token is another one',
      breaks: onServer(user('resetpass', '>another'), user('resetpass', `>${planted.token}`)),
      sees: 'AuthenticationError',
      says: /Redis at \{redis\} rejected the token\. Store the current one/,
    },
    {
      fault: 'the token was rotated, in Redis and in SSM',
      breaks: onServer(async (world) => {
        await user('resetpass', `>${planted.apiKey}`)(world);
        world.aws.parameters.set('/upstash-token', planted.apiKey);
      }),
      sees: 'success',
      says: /the secrets had been rotated/,
      effect: effects.none,
    },
    {
      fault: 'the user is disabled',
      breaks: onServer(user('off'), user('on')),
      sees: 'AuthenticationError',
      says: /rejected the token/,
    },
    {
      fault: 'the user may not run INFO',
      breaks: onServer(user('-info'), user('+info')),
      sees: 'PermissionError',
      says: /the user may not run INFO.*ACL SETUSER <user> \+info/,
    },
    {
      fault: 'all connections are taken',
      breaks: onServer(
        ({ redis: { admin } }) => admin.config('SET', 'maxclients', '1'),
        ({ redis: { admin } }) => admin.config('SET', 'maxclients', '1000'),
      ),
      sees: 'TooManyConnectionsError',
      says: /all connections are taken/,
    },
    {
      fault: 'the server is frozen (SIGSTOP)',
      breaks: onServer(
        async ({ redis: { server } }) => process.kill(server.pid, 'SIGSTOP'),
        ({ redis: { server } }) => process.kill(server.pid, 'SIGCONT'),
      ),
      sees: 'NetworkError',
      says: /no answer in time/,
    },
    {
      fault: 'a script runs and runs',
      breaks: onServer(runForEver, killScript),
      sees: 'ProtocolError',
      says: /answered with an error: BUSY/,
    },
  ] as const
).map(
  (fault): FaultCase => ({
    system: 'redis',
    service: 'upstash',
    failedCalls: 1,
    effect: effects.notVisited,
    ...fault,
  }),
);
