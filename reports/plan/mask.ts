import { secretIn } from '../../model/aws/endpoints';
import { isArray, isObject, type Json, type JsonObject, leaves, own, text } from './json';

/** Replaces a sensitive value. */
export const SENSITIVE = '(sensitive)';
/** Replaces a value that is known only after apply. */
export const UNKNOWN = '(known after apply)';

/**
 * Replaces every part of a value that another tree marks with `true`, and adds it where it is missing: Terraform leaves
 * out what is known only after apply. `after_unknown` has the shape of the value, or is `true` for all of it.
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

const marked = (marks: Json | undefined): boolean =>
  marks === true ||
  (isArray(marks) && marks.some(marked)) ||
  (isObject(marks) && Object.values(marks).some(marked));

/** Hides every part of a value that is marked, and nothing else. A value of another shape than its marks is hidden as a whole. */
function hide(value: Json | undefined, marks: Json | undefined): Json | undefined {
  if (value === undefined || !marked(marks)) return value;
  if (isArray(value) && isArray(marks)) return value.map((part, i) => hide(part, marks[i]) ?? null);
  if (isObject(value) && isObject(marks))
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, hide(part, own(marks, name))]),
    );
  // Nothing is there that could be secret.
  if (marks !== true && leaves(value).length === 0) return value;
  return SENSITIVE;
}

/** Marks that hold for the other side: the same element of a list can have another place there, so each gets the marks of all. */
function anywhere(value: Json | undefined, marks: Json | undefined): Json | undefined {
  if (isArray(value) && isArray(marks)) {
    const all = marks.reduce<Json | undefined>(union, undefined);
    return value.map((part) => anywhere(part, all) ?? false);
  }
  if (isObject(value) && isObject(marks))
    return Object.fromEntries(
      Object.entries(marks).map(([name, mark]) => [name, anywhere(own(value, name), mark) ?? false]),
    );
  return marks;
}

function union(a: Json | undefined, b: Json | undefined): Json | undefined {
  if (a === true || b === true) return true;
  if (isArray(a) && isArray(b))
    return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => union(a[i], b[i]) ?? false);
  if (isObject(a) && isObject(b))
    return Object.fromEntries(
      [...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) => [
        name,
        union(own(a, name), own(b, name)) ?? false,
      ]),
    );
  return marked(a) ? a : (b ?? a);
}

/**
 * Both sides of a change, without what either of them marks as sensitive, and without keys in URLs. Providers copy values
 * into attributes that nothing marks, such as tags into tags_all: a copy is hidden, too.
 */
export function withoutSecrets(change: JsonObject): { before: Json | undefined; after: Json | undefined } {
  const { before, after, before_sensitive: was, after_sensitive: is } = change;
  const secrets = [
    ...[before, after].flatMap((value) => [...secretsIn(value, was), ...secretsIn(value, is)]),
    ...secretsIn(before, anywhere(before, is)),
    ...secretsIn(after, anywhere(after, was)),
  ];
  const clean = (value: Json | undefined, here: Json | undefined, there: Json | undefined) =>
    value === null
      ? undefined
      : withoutKeys(withoutCopies(hide(hide(value, here), anywhere(value, there)), new Set(secrets)));
  return { before: clean(before, was, is), after: clean(after, is, was) };
}

/** The texts that are marked. */
function secretsIn(value: Json | undefined, marks: Json | undefined): string[] {
  if (!marked(marks)) return [];
  if (isArray(value) && isArray(marks)) return value.flatMap((part, i) => secretsIn(part, marks[i]));
  if (isObject(value) && isObject(marks))
    return Object.entries(value).flatMap(([name, part]) => secretsIn(part, own(marks, name)));
  return leaves(value).flatMap(([, leaf]) => (typeof leaf === 'string' ? [leaf] : []));
}

/** A shorter text is hidden only where it is the whole value: it could be a part of any word. */
const SHORTEST_PART = 8;

function withoutCopies(value: Json | undefined, secrets: ReadonlySet<string>): Json | undefined {
  if (secrets.size === 0) return value;
  if (typeof value === 'string')
    return secrets.has(value)
      ? SENSITIVE
      : [...secrets]
          .filter(({ length }) => length >= SHORTEST_PART)
          .reduce((text, secret) => text.replaceAll(secret, SENSITIVE), value);
  if (isArray(value)) return value.map((part) => withoutCopies(part, secrets) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, withoutCopies(part, secrets)]),
  );
}

/**
 * A URL as far as it is the same for everybody: a user, a password and a query may hold a key. Schemes are short: without a
 * limit, a long text of hyphens would be read again from each of them.
 */
const SECRET_IN_URL =
  /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s"'<>`|/?#@\\]*@)?([^\s"'<>`|?#\\]*)(\?[^\s"'<>`|#\\]*)?/gi;
/** The query of the links to the AWS console. */
const NO_SECRET = /^\?region=[a-z0-9-]+$/;

/** A text without the keys in its URLs. */
export function withoutKeysIn(content: string): string {
  return content.replace(SECRET_IN_URL, (_, scheme, user, place, query) =>
    secretIn(`${scheme}${place}`) === undefined
      ? [scheme, user && '…@', place, query && (NO_SECRET.test(query) ? query : '?…')].join('')
      : `${scheme}${place.split('/')[0]}/…`,
  );
}

/** A value without the keys in its URLs. Of the webhook of a subscription, only the host is kept: paths are keys, too. */
function withoutKeys(value: Json | undefined): Json | undefined {
  if (typeof value === 'string') return withoutKeysIn(value);
  if (isArray(value)) return value.map((part) => withoutKeys(part) ?? null);
  if (!isObject(value)) return value;
  const webhook = 'topic_arn' in value && /^https?$/.test(text(value.protocol) ?? '');
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      webhook && name === 'endpoint' && typeof part === 'string' ? hostOf(part) : withoutKeys(part),
    ]),
  );
}

function hostOf(url: string): string {
  if (url === SENSITIVE || url === UNKNOWN) return url;
  const [, scheme = '', host = ''] = /^(https?:\/\/)(?:[^/?#]*@)?([^/?#@]+)/i.exec(url) ?? [];
  return host ? `${scheme}${host}/…` : SENSITIVE;
}

/**
 * An address without keys. Until version 0.1, the address of a subscription held its endpoint; since then it has a hash of
 * it, which tells subscriptions apart.
 */
export function addressWithoutKeys(address: string): string {
  const clean = withoutKeysIn(address);
  if (/-[0-9a-f]{12}_[0-9A-F]{8}$/.test(clean)) return clean;
  return clean.replace(
    /^((?:module\..+\.)?aws_sns_topic_subscription\.(?:[\w-]*_)?https?-)[\w-]+?(_[0-9A-F]{8})?$/,
    '$1…$2',
  );
}
