import type { Change } from '../../reports/plan/change';
import { objects, text } from '../../reports/plan/json';
import { leftByDatabases } from '../../reports/warnings/databases';
import { resourcesIn, stateOf } from '../shared/standing';
import { DeployError, type Terraform } from '../shared/terraform';

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

/** Applies something, and says afterwards what it left behind: Terraform never had the secrets and the states of databases. */
export async function tellingWhatIsLeft(terraform: Terraform, apply: () => Promise<unknown>): Promise<void> {
  const before = await pulled(terraform);
  await apply();
  for (const line of leftBetween(before, await pulled(terraform)))
    process.stdout.write(`\n${line.replaceAll('**', '')}\n`);
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
