import { invokeOf } from '../expected';
import { type ExpectedRow, HEARTBEAT, isCommon } from '../expected-rows';
import type { RowFact } from '../facts';
import { check, type Finding, fault, lasting, note } from '../finding';

/** Does each row have values, each by its own rule? The heartbeat is looked at with the runs. */
export const rows = check({
  title: 'Rows',
  needs: ['rows'],
  find: (expected, { rows: facts, now }) => {
    const { environment } = expected;
    const awake = awakeIn(expected.rows, facts);
    return expected.rows.flatMap((one): Finding[] => {
      const fact = facts.get(one.key);
      if (!fact || fact.newest) return [];
      if (one.publisher === 'application') return ofApplication(one, fact, now);
      if (one.row === HEARTBEAT) return [];
      // A collector that does not run, or not reach its database, is one finding, not one for each row.
      if (!awake.visited.has(one.subject)) return [];
      if (one.knownAsleep === false && awake.asleep.has(one.subject)) return [];
      const ask = invokeOf(environment, one.subject);
      if (fact.before) return stopped(one, lasting(now.getTime() - fact.before.getTime()), ask);
      return [never(one, fact, ask)];
    });
  },
  fine: ({ rows: expected }, { rows: facts }) => {
    const { length } = expected;
    const fresh = expected.filter(({ key }) => facts.get(key)?.newest).length;
    return fresh === length
      ? `all ${length} have values`
      : `${fresh} of ${length} have values; the others are not known while a database sleeps or is not reached`;
  },
});

/** Which databases answered in the last run, and of which nothing is read but what is known while they sleep. */
function awakeIn(all: readonly ExpectedRow[], facts: ReadonlyMap<string, RowFact>) {
  const fresh = all.filter(({ key }) => facts.get(key)?.newest);
  const up = fresh.filter(
    ({ row, key, publisher }) =>
      publisher === 'collector' && row === HEARTBEAT && (facts.get(key)?.newest?.value ?? 0) > 0,
  );
  const read = fresh.filter(({ row, publisher }) => publisher === 'collector' && !isCommon(row));
  const awake = new Set(read.filter(({ knownAsleep }) => knownAsleep !== true).map(({ subject }) => subject));
  const known = read.map(({ subject }) => subject);
  return {
    visited: new Set(up.map(({ subject }) => subject)),
    asleep: new Set(known.filter((subject) => !awake.has(subject))),
  };
}

/** A metric that a team publishes: until it has come once, nothing says that name and dimensions are right. */
function ofApplication(one: ExpectedRow, { before, elsewhere }: RowFact, now: Date): Finding[] {
  if (before)
    return [
      note(
        one.subject,
        `${one.row} has had no value for ${lasting(now.getTime() - before.getTime())}`,
        'That is right if nothing happened that it counts or measures; else look at the service that publishes it',
      ),
    ];
  const nearest = nearestTo(one.dimensions, elsewhere);
  return [
    nearest
      ? misplaced(one, nearest)
      : fault(
          one.subject,
          `${one.row} was never published: there is no ${one.metric} in ${one.namespace}`,
          `Publish it with ${dimensionWords(one.dimensions)}, or correct the row in thresholds/application/: no alarm on it can sound`,
        ),
  ];
}

function stopped(one: ExpectedRow, since: string, ask: string): Finding[] {
  const what = `${one.row} has had no value for ${since}`;
  return one.continues
    ? [fault(one.subject, what, `Ask why it is absent: ${ask} --dry-run`)]
    : [
        note(
          one.subject,
          what,
          `It is absent where there is nothing to divide. Ask for the reason: ${ask} --dry-run`,
        ),
      ];
}

function never(one: ExpectedRow, { elsewhere }: RowFact, ask: string): Finding {
  const nearest = nearestTo(one.dimensions, elsewhere);
  if (!nearest)
    return note(
      one.subject,
      `${one.row} has never had a value`,
      `It may be absent for a reason: ${ask} --dry-run says which`,
    );
  return misplaced(one, nearest);
}

function misplaced(one: ExpectedRow, nearest: Readonly<Record<string, string>>): Finding {
  return fault(
    one.subject,
    `${one.row} is published, but not with ${dimensionWords(one.dimensions)}: the nearest in ${one.namespace} is ${dimensionWords(nearest)}`,
    'Publish it with the dimensions of the table, or correct the table: no alarm sees it',
  );
}

/** The set that has most dimensions in common with the wanted one, and the fewest others. */
export function nearestTo(
  wanted: Readonly<Record<string, string>>,
  sets: readonly Readonly<Record<string, string>>[],
): Readonly<Record<string, string>> | undefined {
  const distance = (set: Readonly<Record<string, string>>): number => {
    const names = [...new Set([...Object.keys(wanted), ...Object.keys(set)])];
    return names.reduce((sum, name) => {
      if (wanted[name] === set[name]) return sum;
      // Another value of the same dimension, or the same in other letters, is nearer than another dimension.
      if (wanted[name]?.toLowerCase() === set[name]?.toLowerCase()) return sum + 1;
      return sum + (wanted[name] !== undefined && set[name] !== undefined ? 2 : 3);
    }, 0);
  };
  return [...sets].sort((a, b) => distance(a) - distance(b))[0];
}

const dimensionWords = (dimensions: Readonly<Record<string, string>>): string =>
  Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ') || 'no dimensions';
