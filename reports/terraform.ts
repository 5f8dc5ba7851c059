import { spawnSync } from 'node:child_process';
import { UsageError } from './program';

/** What people meet most, and what to do. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /NoSuchBucket|bucket does not exist/i,
    'The bucket of the remote state is missing: run "npm run bootstrap" once.',
  ],
  [
    /No valid credential sources|ExpiredToken|InvalidClientTokenId/i,
    'There are no valid AWS credentials: sign in, then run it again.',
  ],
  [
    /Error acquiring the state lock/i,
    'Somebody else is deploying, or a deployment was killed: wait, or free the lock with "terraform force-unlock <id>".',
  ],
  [
    /is not allowed|AllowedAccountIds|account ID not allowed/i,
    'These credentials are of another account than the one that environments.ts names.',
  ],
];

/**
 * Runs a program and returns what it printed; its errors go to the terminal as they are.
 * @throws {UsageError} that names the program and the exit code, with advice where the cause is known
 */
export function run(program: string, args: readonly string[], cwd?: string): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    // No telemetry, no colours in what people may paste.
    env: { CHECKPOINT_DISABLE: '1', ...process.env, NO_COLOR: '1', TF_IN_AUTOMATION: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'ENOENT' ? `${program} is not installed, or not on the PATH.` : `${program}: ${error.message}`,
    );
  }
  if (status === 0) return stdout;
  process.stderr.write(`${stdout}${stderr}`);
  const known = advice.find(([pattern]) => pattern.test(stderr));
  const command = [program, ...args].join(' ');
  throw new UsageError(`"${command}" failed with exit code ${status}. ${known?.[1] ?? 'See above.'}`);
}

/** Reads a synthesized stack's state and says what an apply would change; changes and locks nothing. */
export function planOf(folder: string, mirror = process.env.TF_PLUGIN_MIRROR): string {
  const plugins = mirror ? [`-plugin-dir=${mirror}`] : [];
  run('terraform', ['init', '-input=false', '-no-color', ...plugins], folder);
  // A role that may only read cannot write the lock; the plan is thrown away anyway.
  run('terraform', ['plan', '-input=false', '-no-color', '-lock=false', '-out=plan'], folder);
  return run('terraform', ['show', '-json', 'plan'], folder);
}
