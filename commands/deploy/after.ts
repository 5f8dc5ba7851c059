import type { Change } from '../../reports/plan/change';
import { type JsonObject, objects, text } from '../../reports/plan/json';
import { leftByDatabases } from '../../reports/warnings/databases';
import { resourcesIn, stateOf } from '../shared/standing';
import { DeployError, type Terraform } from '../shared/terraform';

const ALARM = 'aws_cloudwatch_metric_alarm';
/** Alarms that are named; the others are counted. */
const MOST_NAMED = 4;

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

/** Milliseconds until an alarm has looked at values of its own in all of its periods, and in the one that has begun. */
const settlingMs = ({ period, evaluation_periods: periods }: JsonObject): number =>
  (Number(periods) + 1) * Number(period) * 1_000;

/**
 * Until when new alarms may sound without cause: to those that take missing data as bad, the time before their deployment looks like
 * silence. Empty if there are none.
 * @param environment for the command that looks further
 * @param now milliseconds since the epoch
 */
export function mayStillSound(environment: string, before: string, after: string, now: number): string[] {
  const alarmsIn = (written: string, side: 'before' | 'after') =>
    sideOf(written, side).flatMap((change) =>
      change.type === ALARM && change[side] ? [change[side] as JsonObject] : [],
    );
  const known = new Set(alarmsIn(before, 'before').map((alarm) => alarm.alarm_name));
  const fresh = alarmsIn(after, 'after').filter(
    ({ alarm_name, treat_missing_data: missing }) => missing === 'breaching' && !known.has(alarm_name),
  );
  if (fresh.length === 0) return [];
  const until = new Date(now + Math.max(...fresh.map(settlingMs))).toISOString().slice(11, 16);
  const names = fresh.flatMap((alarm) => text(alarm.alarm_name) ?? []).sort();
  const more = names.length > MOST_NAMED ? [`${names.length - MOST_NAMED} more`] : [];
  return [
    `New alarms take missing data as bad, and may be in ALARM until ${until} UTC, when their functions have run often enough: ` +
      `${[...names.slice(0, MOST_NAMED), ...more].join(', ')}. If one still is then, it is right: ` +
      `\`npm run invoke -- ${environment} <service>\` shows why.`,
  ];
}

/** Applies something, and says afterwards what follows: what it left behind, and which alarms may sound. */
export async function tellingWhatFollows(
  terraform: Terraform,
  environment: string,
  apply: () => Promise<unknown>,
): Promise<void> {
  const before = await pulled(terraform);
  await apply();
  const after = await pulled(terraform);
  const lines = [...leftBetween(before, after), ...mayStillSound(environment, before, after, Date.now())];
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
