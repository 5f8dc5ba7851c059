import type { Environment } from '../../model/environment';
import { UsageError } from '../../model/usage-error';

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
