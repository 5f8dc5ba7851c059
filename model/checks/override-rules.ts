import { hasAlarm, type Row, severities, type Table } from '../../thresholds/row';
import type { Limit } from '../../thresholds/service';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import type { Entry, Override } from '../environment';
import { type Collection, collectedRows, lackedBy, limitsOf, type RowOverrides } from '../rows';
import type { Finding } from './finding';
import { soundRows } from './row-shape';
import { validateRows } from './rows';

/** Checks an environment's overrides: on their own, and applied to the rows. */
export function* overrideRule(entry: Entry): Iterable<Finding> {
  for (const service of serviceNames)
    yield* overridesIn(
      `overrides.${service}`,
      service,
      (entry.overrides[service] ?? {}) as RowOverrides,
      entry,
    );
}

/**
 * Checks the overrides of an environment or of a database for the rows of a service.
 * @param at the field that has them
 * @param seen the environment as the database has it
 */
export function* overridesIn(
  at: string,
  service: ServiceName,
  given: RowOverrides,
  seen: Entry,
): Iterable<Finding> {
  if (Object.keys(given).length === 0) return;
  const { rows, limits } = serviceOf(service);
  const sound = soundRows(rows);
  const here = { level: seen.level, options: { ...seen }, limits: limitsOf({ limits }, seen.limits) };
  for (const [name, override] of Object.entries(given)) {
    const row = Object.hasOwn(sound, name) ? sound[name] : undefined;
    const found = row ? unfit(row, override, here) : unknown(name, rows);
    if (found) yield [`${at}.${name}`, ...found];
  }
  const table = collectedRows(sound, { level: 'extended', overrides: given });
  for (const { at: row, problem, fix } of validateRows(service, table))
    if (Object.hasOwn(given, row)) yield [`${at}.${row}`, problem, fix];
}

/** The numbers that an option or a limit may have. */
type Range = Pick<Limit, 'least' | 'most'>;
const isWithin = ({ least, most }: Range, value: unknown): boolean =>
  Number(value) >= least && Number(value) <= most;
const rangeOf = ({ least, most }: Range): string => `a number from ${least} to ${most}`;

/** Checks the limits of plans that an environment or a database sets. @param at the field that has them */
export function* limitsIn(
  at: string,
  limits: Readonly<Record<string, number>>,
  services: readonly ServiceName[],
): Iterable<Finding> {
  const known = new Map(services.flatMap((service) => Object.entries<Limit>(serviceOf(service).limits)));
  for (const [name, value] of Object.entries(limits)) {
    const limit = known.get(name);
    if (!limit) yield [`${at}.${name}`, 'is not a plan limit', `use one of ${[...known.keys()].join(', ')}`];
    else if (!isWithin(limit, value)) yield [`${at}.${name}`, `is ${value}`, `use ${rangeOf(limit)}`];
    else if (limit.whole && !Number.isInteger(value))
      yield [`${at}.${name}`, `is ${value}`, 'use a whole number'];
  }
}

/** Checks the numbers among the options of services. @param placeOf the field that has an option */
export function* optionsIn(
  said: Readonly<Record<string, unknown>>,
  services: readonly ServiceName[],
  placeOf = (option: string): string => option,
): Iterable<Finding> {
  for (const [name, option] of services.flatMap((service) => Object.entries(serviceOf(service).options))) {
    const value = said[name];
    if (option.is !== 'number' || value === undefined) continue;
    if (!isWithin(option, value))
      yield [placeOf(name), `is ${JSON.stringify(value)}`, `use ${rangeOf(option)}`];
  }
}

type Unfit = readonly [problem: string, fix: string] | undefined;

/** A malformed row is not unknown: it is reported by its shape. */
function unknown(name: string, rows: Table): Unfit {
  if (Object.hasOwn(rows, name)) return undefined;
  return ['is not a row', `use one of ${Object.keys(rows).join(', ')}`];
}

/** Why a row cannot have an override. */
function unfit(row: Row, override: Override, here: Omit<Collection, 'overrides'>): Unfit {
  if (override.anomaly) {
    const numbers = severities.filter((severity) => override[severity] !== undefined);
    if (!hasAlarm(row.alarm) && numbers.length > 0)
      return [`has no alarm of its own to override in ${numbers.join(' and ')}`, 'keep anomaly only'];
    // Another number of a row that is not collected does nothing; such an alarm would be waited for.
    const [problem, fix] = lackedBy(row, here) ?? [];
    return problem === undefined ? undefined : [problem, `${fix}, or remove the anomaly alarm`];
  }
  const silenced = override.alarm === 'off' && row.anomaly;
  if (!hasAlarm(row.alarm) && !silenced)
    return ['has no alarm', 'remove the override, or write anomaly into it'];
  const [problem, fix] = lackedBy(row, { level: here.level }) ?? [];
  return problem === undefined ? undefined : [problem, `${fix}, or remove the override`];
}
