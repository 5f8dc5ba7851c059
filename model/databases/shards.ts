/**
 * The most databases that one invocation visits on schedule. They are visited concurrently, and must all be read well within the
 * function's timeout.
 */
export const MOST_PER_SHARD = 50;
/** The limit of EventBridge for the input template of a target, in bytes. */
export const MOST_INPUT_BYTES = 8_192;

/** What one rule of the schedule hands to the function. */
export interface Shard {
  /** Its place among all shards, from 0. A database that is added later moves none of the others, until there are twice as many shards. */
  readonly index: number;
  /** The names of its databases. */
  readonly databases: readonly string[];
  /** The template of what the function gets; `<time>` is replaced by the time of the event, in quotes. */
  readonly template: string;
}

/** The variables of the function that have another value for a database. */
type Variables = Readonly<Record<string, string>>;

/**
 * Divides databases among the rules of a schedule, by a hash of their names. Their number is a power of two, the smallest with
 * which no shard is too large: so one database more changes one shard.
 *
 * Those of a group share a compute, and know of each other's visits in one invocation only: they are in the shard of their group, as
 * far as it has room. Groups that do not fit, the smallest first, are divided by their names. So groups make no more shards, and
 * move no database that has none.
 * @param databases their variables, by name
 * @param groups of what they share, by name of the database; those without are divided by their names
 * @returns without the shards that have no database
 * @throws {Error} if the variables of one database alone are too long
 */
export function shardsOf(
  databases: ReadonlyMap<string, Variables>,
  groups: ReadonlyMap<string, string> = new Map(),
): Shard[] {
  const count = countFor(databases);
  const together = fitting(databases, groups);
  for (;;) {
    const shards = divided(databases, count, (name) => together.get(name) ?? name);
    const tooLarge = shards.find(isTooLarge);
    if (!tooLarge) return shards.filter((shard) => shard.databases.length > 0);
    // Divided by names alone, all would fit: a shard that is too large has a group.
    const [smallest = []] = membersOf(tooLarge.databases, together).sort(
      (one, other) => one.length - other.length,
    );
    for (const name of smallest) together.delete(name);
  }
}

/** The groups of these databases: the names in each. */
function membersOf(names: readonly string[], groups: ReadonlyMap<string, string>): string[][] {
  const members = new Map<string, string[]>();
  for (const name of names) {
    const group = groups.get(name);
    if (group !== undefined) members.set(group, [...(members.get(group) ?? []), name]);
  }
  return [...members.values()];
}

/** Without the groups that are too large for a shard of their own. */
function fitting(
  databases: ReadonlyMap<string, Variables>,
  groups: ReadonlyMap<string, string>,
): Map<string, string> {
  const fit = membersOf([...databases.keys()].sort(), groups).filter(
    (names) => !isTooLarge(shardOf(0, names, databases)),
  );
  return new Map(fit.flat().map((name) => [name, groups.get(name) ?? name]));
}

/** The smallest number of shards with which none is too large, divided by names. */
function countFor(databases: ReadonlyMap<string, Variables>): number {
  for (let count = 1; ; count *= 2) {
    const tooLarge = divided(databases, count, (name) => name).find(isTooLarge);
    if (!tooLarge) return count;
    if (tooLarge.databases.length === 1)
      throw new Error(
        `What the schedule says of ${tooLarge.databases[0]} is ${bytesOf(tooLarge)} bytes long; EventBridge allows ${MOST_INPUT_BYTES}.`,
      );
  }
}

/** @param keyOf what decides about the shard of a database */
function divided(
  databases: ReadonlyMap<string, Variables>,
  count: number,
  keyOf: (name: string) => string,
): Shard[] {
  const names = Array.from({ length: count }, (): string[] => []);
  for (const name of [...databases.keys()].sort()) names[hashOf(keyOf(name)) % count]?.push(name);
  return names.map((of, index) => shardOf(index, of, databases));
}

function shardOf(index: number, names: readonly string[], databases: ReadonlyMap<string, Variables>): Shard {
  const entries = Object.fromEntries(names.map((name) => [name, databases.get(name) ?? {}]));
  // Not JSON: EventBridge puts the quotes around what replaces <time>.
  return { index, databases: names, template: `{"time":<time>,"databases":${JSON.stringify(entries)}}` };
}

const bytesOf = ({ template }: Shard): number => new TextEncoder().encode(template).length;
const isTooLarge = (shard: Shard): boolean =>
  shard.databases.length > MOST_PER_SHARD || bytesOf(shard) > MOST_INPUT_BYTES;

/**
 * A number from a name in ASCII, the same on every machine and for ever: FNV-1a with 32 bits (Fowler, Noll, Vo), and the last step
 * of MurmurHash3 (fmix32), because the lowest bits of FNV alone say little about names that are alike.
 */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** What a function needs. */
export interface FunctionSize {
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
}

/**
 * What a function needs to visit so many databases in one invocation. In an environment with named databases it is asked for a
 * full shard, so that adding one changes no function. Measured (`npm run bench -- many`): 50 databases need about 130 MB, and 5 to 9 ms of
 * a processor each; with 512 MB, Lambda gives a third of one. In 60 seconds, each has its time even where none answers.
 */
export function functionSizeOf(databases: number): FunctionSize {
  return databases === 1
    ? { timeoutSeconds: 30, memoryMegabytes: 256 }
    : { timeoutSeconds: 60, memoryMegabytes: 512 };
}
