import { isArray, isObject, type Json, own } from './json';

/** Replaces a sensitive value. */
export const SENSITIVE = '(sensitive)';
/** Replaces a value that is known only after apply. */
export const UNKNOWN = '(known after apply)';

/**
 * Replaces every part of a value that another tree marks with `true`. Terraform's `before_sensitive`,
 * `after_sensitive` and `after_unknown` have the shape of the value, or are `true` for all of it.
 */
export function mask(value: Json | undefined, marks: Json | undefined, mark: string): Json | undefined {
  if (marks === true) return mark;
  if (isArray(marks)) {
    const list = isArray(value) ? value : [];
    const length = Math.max(list.length, marks.length);
    return Array.from({ length }, (_, i) => mask(list[i], marks[i], mark) ?? null);
  }
  if (isObject(marks)) {
    const object = isObject(value) ? value : {};
    const names = [...new Set([...Object.keys(object), ...Object.keys(marks)])];
    const masked = names.map((name) => [name, mask(own(object, name), own(marks, name), mark)] as const);
    return Object.fromEntries(masked.filter(([, part]) => part !== undefined));
  }
  return value;
}
