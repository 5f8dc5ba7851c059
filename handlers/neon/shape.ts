/** Whether a value out of JSON is of a kind. */
export type Holds = (value: unknown) => boolean;

export const number: Holds = (value) => Number.isFinite(value);
export const text: Holds = (value) => typeof value === 'string';
export const flag: Holds = (value) => typeof value === 'boolean';
export const matching =
  (form: RegExp): Holds =>
  (value) =>
    typeof value === 'string' && form.test(value);
export const orNull =
  (holds: Holds): Holds =>
  (value) =>
    value === null || holds(value);
export const optional =
  (holds: Holds): Holds =>
  (value) =>
    value === undefined || holds(value);
export const listOf =
  (holds: Holds): Holds =>
  (value) =>
    Array.isArray(value) && value.every(holds);
export const tupleOf =
  (...kinds: readonly Holds[]): Holds =>
  (value) =>
    Array.isArray(value) && value.length === kinds.length && kinds.every((holds, i) => holds(value[i]));
/** An object whose names are not known beforehand. */
export const recordOf =
  (holds: Holds): Holds =>
  (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every(holds);
export const shaped =
  (parts: Readonly<Record<string, Holds>>): Holds =>
  (value) =>
    wrongIn(value, parts).length === 0;

/** The names of the parts that are missing or of another kind. */
export function wrongIn(value: unknown, parts: Readonly<Record<string, Holds>>): string[] {
  const object = (value ?? {}) as Record<string, unknown>;
  return Object.entries(parts).flatMap(([name, holds]) => (holds(object[name]) ? [] : [name]));
}
