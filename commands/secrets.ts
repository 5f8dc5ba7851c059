import { text } from 'node:stream/consumers';
import { collectorOf } from '../model/collector';
import { databasesOf } from '../model/databases/table';
import type { Environment } from '../model/environment';
import { UNNAMED } from '../model/names';
import { UsageError } from '../model/usage-error';
import type { StoredSecret } from '../model/variables';
import { serviceNames } from '../thresholds/services';
import { askInput, parseInput } from './secrets/input';
import { SecretStore, type Stored } from './secrets/store';
import { Topics } from './secrets/topics';
import { chosen, mustBeDatabases } from './shared/choose-environment';
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
 * The secrets of an environment: those of its unnamed databases, and those that all databases have in common; or those that one of
 * its named databases has of its own.
 */
export function secretsOf(environment: Environment, database?: string): StoredSecret[] {
  return serviceNames.flatMap((service) => {
    const isListed = databasesOf(environment, service).some(({ name }) => name === database);
    const { secrets } = collectorOf(environment, service, database);
    return secrets.filter(({ shared }) => (shared ? database === undefined : isListed));
  });
}

/**
 * `npm run secrets -- <environment> [<database>] [--list]`: asks for the secrets of the environment or of a named database, or reads them from standard input
 * (`NAME=value` lines), and stores those that the collectors can use in SSM. Subscribes and unsubscribes endpoints whose URLs
 * hold a key (`SUBSCRIBE`, `UNSUBSCRIBE`). Then lists what is stored and subscribed; with `--list` it does nothing else.
 */
async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const options = args.filter((arg) => arg.startsWith('-'));
  const unknown = options.filter((option) => option !== '--list');
  const [, database] = names;
  if (names.length < 1 || names.length > 2 || unknown.length > 0)
    throw new UsageError(
      'Usage: npm run secrets -- <environment> [<database>] [--list]. Do not pass values as arguments.',
    );
  const [environment] = chosen(names.slice(0, 1), currentProject().environments);
  if (!environment) return;
  if (database !== undefined) mustBeDatabases([database], environment, serviceNames);
  const secrets = secretsOf(environment, database === UNNAMED ? undefined : database);
  const store = new SecretStore(environment);
  const topics = new Topics(environment);
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
      if (some) await topics.mustExist();
      await store.store(given);
      if (some) await topics.change(endpoints);
    }
    process.stdout.write(listed(await store.list(secrets)) + (await topics.listed()));
  } finally {
    store.close();
    topics.close();
  }
}

if (require.main === module) program(main);
