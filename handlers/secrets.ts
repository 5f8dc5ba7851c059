import { TablesError } from '../model/checks/finding';
import { serviceNames } from '../thresholds/services';
import { collectorFile, missingCollectors } from './bundle/collectors';
import type { Service } from './driver/service';
import { type Env, pasted } from './lib/env';
import { ConfigurationError, type VariableProblem } from './lib/errors';
import { Redactor } from './lib/redact';

/** What `npm run secrets` asks the collectors: how they read a secret, and what they say of it. */
export { pasted, type VariableProblem };

type Reader = Pick<Service<never, never, unknown>, 'readTarget'>;

/**
 * What the collectors would say of these secrets, with the parser that they use themselves.
 * @param given values by variable; a secret that is not given is taken to be stored
 * @throws {TablesError} when a service has no collector, or it is not exported
 */
export async function secretProblems(given: Env): Promise<readonly VariableProblem[]> {
  const missing = missingCollectors();
  if (missing.length > 0) throw new TablesError(missing);
  const problems = serviceNames.map(async (name) => {
    const { service } = (await import(collectorFile(name))) as { readonly service?: Reader };
    if (!service)
      throw new TablesError([
        {
          file: `handlers/${name}/index.ts`,
          at: name,
          problem: 'is not exported',
          fix: 'export it as `service`, of the type in handlers/driver/service.ts',
        },
      ]);
    return problemsOf(service, given);
  });
  return (await Promise.all(problems)).flat().filter(({ variable }) => given[variable] !== undefined);
}

function problemsOf({ readTarget }: Reader, given: Env): readonly VariableProblem[] {
  try {
    readTarget(given, new Redactor());
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}
