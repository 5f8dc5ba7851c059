import type { JsonObject } from '../plan/json';
import { UNKNOWN } from '../plan/mask';

/** What holds of a resource, in words. The same words mean the same fact. */
export type Facts = (values: JsonObject) => readonly string[];

/** What is said if it holds. */
export const fact = (holds: boolean, what: string): readonly string[] => (holds ? [what] : []);

/** What holds here and not there. */
export function missing(facts: Facts, here: JsonObject, there: JsonObject | undefined): string[] {
  const known = new Set(there ? facts(there) : []);
  return facts(here).filter((one) => !known.has(one));
}

/** The values after a change. What is known only after apply is taken to stay: the report says so where it lists the attribute. */
export function settled(before: JsonObject | undefined, after: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value === UNKNOWN ? before?.[name] : value]),
  );
}
