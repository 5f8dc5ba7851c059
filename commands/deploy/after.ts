import type { Change } from '../../reports/plan/change';
import { type JsonObject, objects, text } from '../../reports/plan/json';
import { leftByDatabases } from '../../reports/warnings/databases';
import { resourcesIn, stateOf } from '../shared/standing';
import { DeployError, type Terraform } from '../shared/terraform';
import { mayStillSound, sayOnce } from './silence';

const ALARM = 'aws_cloudwatch_metric_alarm';

/** A state as one side of changes. */
function sideOf(written: string, side: 'before' | 'after'): Change[] {
  const resources = objects(stateOf(written)?.resources);
  return resources.flatMap((resource) =>
    resourcesIn({ resources: [resource] }).map((values) => ({
      ...{ address: '', type: text(resource.type) ?? '', name: '', kind: 'update' as const },
      ...{ before: undefined, after: undefined, [side]: values },
      ...{ attributes: [], because: [] },
    })),
  );
}

/**
 * What the databases that are in one state and not in a later one leave in AWS, one line each, with the commands that delete it.
 * @param before what `terraform state pull` wrote; empty if there was no state
 */
export const leftBetween = (before: string, after: string): string[] =>
  leftByDatabases({ changes: [...sideOf(before, 'before'), ...sideOf(after, 'after')] });

/** The alarms of a state, as Terraform keeps them. */
export const alarmsIn = (written: string): JsonObject[] =>
  sideOf(written, 'after').flatMap(({ type, after }) =>
    type === ALARM && after ? [after as JsonObject] : [],
  );

/** Applies something, and says afterwards what follows: what it left behind, and which alarms may sound. */
export async function tellingWhatFollows(
  terraform: Terraform,
  environment: string,
  apply: () => Promise<unknown>,
): Promise<void> {
  const before = await pulled(terraform);
  await apply();
  const after = await pulled(terraform);
  const [old, now] = [alarmsIn(before), alarmsIn(after)];
  const lines = [
    ...leftBetween(before, after),
    ...mayStillSound(environment, old, now, Date.now()),
    ...sayOnce(
      old,
      now,
      sideOf(after, 'after').map(({ type }) => type),
    ),
  ];
  for (const line of lines) process.stdout.write(`\n${line.replaceAll('**', '')}\n`);
}

/** A state that cannot be read is reported by the apply; here it must not make a success a failure. */
async function pulled(terraform: Terraform): Promise<string> {
  try {
    return await terraform.read(['state', 'pull', '-no-color']);
  } catch (error) {
    if (error instanceof DeployError) return '';
    throw error;
  }
}
