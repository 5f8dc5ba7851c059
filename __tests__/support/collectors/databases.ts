import type { DatabaseResults } from '../../../model/result';
import { FakeAws } from '../aws/fake-aws';
import { scripted } from './scripted';

const REFERENCE = { SCRIPT_PASSWORD: 'ssm:/p/test/password' };

/** A scripted service, whose databases have these names; their passwords are in the Parameter Store, such as `secret-of-a`. */
export function scriptedDatabases(aws: FakeAws, names: readonly string[], env: Record<string, string> = {}) {
  for (const name of names)
    aws.parameters.set(
      name === 'default' ? '/p/test/password' : `/p/test/${name}/password`,
      `secret-of-${name}`,
    );
  const { handler, ...rest } = scripted(aws, { ...REFERENCE, ...env });
  const collect = async (asked: unknown = names) => (await handler({ databases: asked })) as DatabaseResults;
  return { ...rest, handler, collect };
}

/** The values of a metric that were published, with the database of each. */
export const valuesOf = (aws: FakeAws, metric: string) =>
  aws.published
    .filter(({ MetricName }) => MetricName === metric)
    .map(({ Value, Dimensions }) => [Dimensions[1]?.Value ?? 'default', Value]);

/** How often each operation was called. */
export function callsTo(aws: FakeAws): Readonly<Record<string, number>> {
  const names = aws.calls.map(({ operation }) => operation);
  return Object.fromEntries(names.map((name) => [name, names.filter((one) => one === name).length]));
}

/** An AWS of its own for each test of a file, with scripted databases, and what they did there. */
export function withAws() {
  const of = {} as { aws: FakeAws };
  beforeEach(async () => {
    of.aws = await new FakeAws().start();
  });
  afterEach(() => of.aws.stop());
  return {
    of,
    databases: (names: readonly string[], env?: Record<string, string>) =>
      scriptedDatabases(of.aws, names, env),
    valuesOf: (metric: string) => valuesOf(of.aws, metric),
    calls: () => callsTo(of.aws),
  };
}

/** What makes the visit of one database fail. */
export const failing = (name: string, error: Error) => (_: unknown, password: string) => {
  if (password === `secret-of-${name}`) throw error;
};
