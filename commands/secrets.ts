import { text } from 'node:stream/consumers';
import { collectorsOf } from '../model/collector';
import { UsageError } from '../model/usage-error';
import { askInput, parseInput } from './secrets/input';
import { SecretStore, type Stored } from './secrets/store';
import { Subscriptions } from './secrets/subscriptions';
import { chosen } from './shared/choose-environment';
import { currentProject } from './shared/current-project';
import { program } from './shared/program';

/** What is stored and since when, one line per secret; never a value. */
export function listed(stored: readonly Stored[]): string {
  const width = Math.max(...stored.map(({ secret }) => secret.variable.length));
  const lines = stored.map(({ secret, at, version }) => {
    const state = at ? `stored ${at.toISOString()}, version ${version}` : 'not stored';
    return `${secret.variable.padEnd(width)}  ${state}  (${secret.name})`;
  });
  return `${lines.join('\n')}\n`;
}

/**
 * `npm run secrets -- <environment> [--list]`: asks for the environment's secrets, or reads them from standard input
 * (`NAME=value` lines), and stores those that the collectors can use in SSM. Subscribes and unsubscribes endpoints whose URLs
 * hold a key (`SUBSCRIBE`, `UNSUBSCRIBE`). Then lists what is stored and subscribed; with `--list` it does nothing else.
 */
async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const options = args.filter((arg) => arg.startsWith('-'));
  const unknown = options.filter((option) => option !== '--list');
  if (names.length !== 1 || unknown.length > 0)
    throw new UsageError(
      'Usage: npm run secrets -- <environment> [--list]. Do not pass values as arguments.',
    );
  const [environment] = chosen(names, currentProject().environments);
  if (!environment) return;
  const secrets = collectorsOf(environment).flatMap((collector) => collector.secrets);
  const store = new SecretStore(environment);
  const subscriptions = new Subscriptions(environment);
  try {
    if (options.length === 0) {
      const { stdin, stderr } = process;
      // Check the account first, so that nobody types a secret in vain.
      await store.checkAccount();
      const { given, ...endpoints } = stdin.isTTY
        ? await askInput(secrets, stdin, stderr)
        : await parseInput(await text(stdin), secrets);
      const some = endpoints.subscribe.length + endpoints.unsubscribe.length > 0;
      // Before anything is stored, so that a missing topic leaves nothing half done.
      if (some) await subscriptions.mustExist();
      await store.store(given);
      if (some) await subscriptions.change(endpoints);
    }
    process.stdout.write(listed(await store.list(secrets)) + (await subscriptions.listed()));
  } finally {
    store.close();
    subscriptions.close();
  }
}

if (require.main === module) program(main);
