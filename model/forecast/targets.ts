import type { GaugeRow, Row } from '../../thresholds/row';
import { type Collector, collectorsOf } from '../collector';
import { MOST_INPUT_BYTES } from '../databases/shards';
import type { Environment } from '../environment';
import { forecastName, shardName, UNNAMED } from '../names';
import type { Group, Payload, Target } from './payload';

/** The rows of a collector of which a forecast is made: those that it publishes, and whose limit it knows. */
export function targetsOf({ rows }: Pick<Collector, 'rows'>): Target[] {
  return Object.entries(rows).flatMap(([row, definition]): Target[] => {
    const { forecast } = definition as Row & Pick<GaugeRow, 'forecast'>;
    if (forecast === undefined) return [];
    if (forecast === 'quota') return [{ row, kind: 'quota', limit: 100 }];
    const { to } = forecast;
    if ('value' in to) return [{ row, kind: 'trend', limit: to.value }];
    return 'ofRow' in to && rows[to.ofRow] ? [{ row, kind: 'trend', limit: to.ofRow }] : [];
  });
}

/** A rule of the schedule of the forecast, and what it hands over. */
export interface ForecastRule {
  readonly name: string;
  readonly payload: Payload;
}

/** One invocation asks CloudWatch for four metrics of each row: so many databases take seconds. */
const MOST_DATABASES = 100;

/** What is forecast in an environment, in as many invocations as are needed; nothing where it is off. */
export function forecastRules(environment: Environment): ForecastRule[] {
  if (environment.forecast !== true) return [];
  const name = forecastName(environment.settings.project, environment.name);
  return payloadsOf(collectorsOf(environment)).map((payload, i) => ({ name: shardName(name, i), payload }));
}

/** What the function is asked for these databases. */
export function payloadsOf(collectors: readonly Collector[]): Payload[] {
  const payloads: Payload[] = [];
  let current: Collector[] = [];
  for (const collector of collectors.filter((one) => targetsOf(one).length > 0)) {
    const next = [...current, collector];
    if (current.length > 0 && isTooLarge(next)) {
      payloads.push(payloadOf(current));
      current = [collector];
    } else current = next;
  }
  return current.length > 0 ? [...payloads, payloadOf(current)] : payloads;
}

const isTooLarge = (collectors: readonly Collector[]): boolean =>
  collectors.length > MOST_DATABASES ||
  new TextEncoder().encode(JSON.stringify(payloadOf(collectors))).length > MOST_INPUT_BYTES;

/** Databases with the same rows and limits are a group: their names are all that differs. */
function payloadOf(collectors: readonly Collector[]): Payload {
  const groups = new Map<string, Group>();
  for (const collector of collectors) {
    const { service, namespace, database = UNNAMED } = collector;
    const targets = targetsOf(collector);
    const key = JSON.stringify([namespace, targets]);
    const databases = [...(groups.get(key)?.databases ?? []), database];
    groups.set(key, { service, namespace, targets, databases });
  }
  return { forecast: [...groups.values()] };
}

/** Soon after a day has ended, in UTC, as CloudWatch counts days: until then, its values have arrived. */
export const DAILY = 'cron(20 0 * * ? *)';

/** The environment variables of the function. */
export const forecastVariables = ({ name }: Pick<Environment, 'name'>) => ({ ENVIRONMENT: name });

/** What the function needs: it waits for CloudWatch, and computes for milliseconds. */
export const FORECAST_SIZE = { timeoutSeconds: 60, memoryMegabytes: 256 } as const;
