import { databasesOf } from '../../model/databases/table';
import type { Environment } from '../../model/environment';
import { UNNAMED } from '../../model/names';
import { UsageError } from '../../model/usage-error';
import type { ServiceName } from '../../thresholds/services';

/**
 * The environments with these names, in the order of the table.
 * @throws {UsageError} names every unknown environment and lists those that exist
 */
export function chosen(names: readonly string[], environments: readonly Environment[]): Environment[] {
  const known = environments.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(
      `There is no environment ${unknown.map((name) => `"${name}"`).join(', ')}. Use one of ${known.join(', ')}, or add it to environments.ts.`,
    );
  return environments.filter(({ name }) => names.includes(name));
}

/** So many names are listed in a message. */
const MOST_LISTED = 10;

/**
 * Checks that each name is one of an environment's databases; `default` is the unnamed one.
 * @param services those among whose databases the names are
 * @throws {UsageError} lists the names that there are, and shows none that was given: it may be a secret in the wrong place
 */
export function mustBeDatabases(
  names: readonly string[],
  environment: Environment,
  services: readonly ServiceName[],
): void {
  const known = [
    ...new Set(
      services.flatMap((service) => databasesOf(environment, service).map(({ name }) => name ?? UNNAMED)),
    ),
  ];
  if (names.every((name) => known.includes(name))) return;
  const more = known.length - MOST_LISTED;
  const listed = known.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  throw new UsageError(
    `${environment.name} has no database of that name for ${services.join(' or ')}. Use one of ${listed}, or add it to environments.ts.`,
  );
}
