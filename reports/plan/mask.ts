import { secretIn, withoutPaths } from '../../model/aws/endpoints';
import { isArray, isObject, type Json, own } from './json';

/** Replaces a sensitive value. */
export const SENSITIVE = '(sensitive)';
/** Replaces a value that is known only after apply. */
export const UNKNOWN = '(known after apply)';

/**
 * Replaces every part of a value that another tree marks with `true`. Terraform's `before_sensitive`,
 * `after_sensitive` and `after_unknown` have the shape of the value, or are `true` for all of it. Keys in URLs, of which
 * Terraform knows nothing, are left out as well.
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
  return withoutKeys(value);
}

/** The value with every URL that holds a login or a key cut down to where it leads. */
function withoutKeys(value: Json | undefined): Json | undefined {
  if (typeof value === 'string')
    return value.replace(/\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'|<>]+/gi, (url) =>
      secretIn(url) === undefined ? url : withoutPaths(url),
    );
  if (isArray(value)) return value.map((part) => withoutKeys(part) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutKeys(part) ?? null]));
}

/** The address of a resource without the endpoint that version 0.1 put into those of subscriptions. */
export function withoutEndpoint(address: string): string {
  if (/-[0-9a-f]{12}_[0-9A-F]{8}$/.test(address)) return address;
  return address.replace(/(aws_sns_topic_subscription\.\w+?_[a-z]+-).*?(_[0-9A-F]{8})?$/, '$1…$2');
}
