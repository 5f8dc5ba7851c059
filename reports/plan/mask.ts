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
export function withoutSecrets(change: JsonObject): {
  before: Json | undefined;
  after: Json | undefined;
  importing: Json | undefined;
} {
  const { before, after, before_sensitive: was, after_sensitive: is, importing } = change;
  const secrets = [
    ...[before, after].flatMap((value) => [...secretsIn(value, was), ...secretsIn(value, is)]),
    ...secretsIn(before, anywhere(before, is)),
    ...secretsIn(after, anywhere(after, was)),
  ];
  const copies = copiesOf(secrets);
  const clean = (value: Json | undefined, here: Json | undefined, there: Json | undefined) =>
    value === null
      ? undefined
      : withoutKeys(withoutCopies(hide(hide(value, here), anywhere(value, there)), copies));
  return {
    before: clean(before, was, is),
    after: clean(after, is, was),
    importing: withoutKeys(withoutCopies(importing, copies)),
  };
}

/**
 * A plan in which every change of an object has the marks of all of them. Of what was changed outside Terraform, a plan
 * lists the values a second time, and need not mark them there.
 */
export function withSharedMarks(plan: JsonObject): JsonObject {
  const lists = ['resource_changes', 'resource_drift'] as const;
  const marks = new Map<Json | undefined, Json | undefined>();
  const all = lists.flatMap((list) => (isArray(plan[list]) ? plan[list] : [])).filter(isObject);
  for (const { address, change } of all)
    if (isObject(change))
      for (const side of [change.before_sensitive, change.after_sensitive])
        if (marked(side)) marks.set(address, union(marks.get(address), side));
  const shared = (entry: Json): Json => {
    if (!isObject(entry) || !isObject(entry.change) || !marks.has(entry.address)) return entry;
    const { change, address } = entry;
    const there = marks.get(address);
    const marksOf = (value: Json | undefined, here: Json | undefined) =>
      union(here, anywhere(value, there)) ?? false;
    return {
      ...entry,
      change: {
        ...change,
        before_sensitive: marksOf(change.before, change.before_sensitive),
        after_sensitive: marksOf(change.after, change.after_sensitive),
      },
    };
  };
  return {
    ...plan,
    ...Object.fromEntries(
      lists.flatMap((list) => (isArray(plan[list]) ? [[list, plan[list].map(shared)] as const] : [])),
    ),
  };
}

/** The texts and numbers that are marked, as text. */
function secretsIn(value: Json | undefined, marks: Json | undefined): string[] {
  if (!marked(marks)) return [];
  if (isArray(value) && isArray(marks)) return value.flatMap((part, i) => secretsIn(part, marks[i]));
  if (isObject(value) && isObject(marks))
    return Object.entries(value).flatMap(([name, part]) => secretsIn(part, own(marks, name)));
  return leaves(value).flatMap(([, leaf]) =>
    typeof leaf === 'string' || typeof leaf === 'number' ? [String(leaf)] : [],
  );
}

/** A shorter text is hidden only where it is the whole value: it could be a part of any word. */
const SHORTEST_PART = 8;

interface Copies {
  /** Hidden where they are the whole value. */
  readonly whole: ReadonlySet<string>;
  /** Hidden in every text, longest first: one can be a part of another one. */
  readonly parts: readonly string[];
}

/** A text within a document in a string: JSON, as Terraform's jsonencode writes it, too, and URLs. */
function copiesOf(secrets: readonly string[]): Copies {
  const json = (text: string) => JSON.stringify(text).slice(1, -1);
  const html = (text: string) => text.replace(/[<>&]/g, (mark) => `\\u00${mark.charCodeAt(0).toString(16)}`);
  const parts = secrets
    .filter(({ length }) => length >= SHORTEST_PART)
    .flatMap((text) => [
      text,
      json(text),
      html(json(text)),
      json(json(text)),
      encodeURIComponent(text.replace(/\p{Surrogate}/gu, '�')),
    ]);
  return {
    whole: new Set(secrets),
    parts: [...new Set(parts)].sort((a, b) => b.length - a.length),
  };
}

function withoutCopies(value: Json | undefined, copies: Copies): Json | undefined {
  if (copies.whole.size === 0) return value;
  if (typeof value === 'string')
    return copies.whole.has(value)
      ? SENSITIVE
      : copies.parts.reduce((text, secret) => text.replaceAll(secret, SENSITIVE), value);
  // A shorter number is likely another one.
  if (typeof value === 'number') return copies.parts.includes(String(value)) ? SENSITIVE : value;
  if (isArray(value)) return value.map((part) => withoutCopies(part, copies) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutCopies(part, copies)]));
}

/**
 * A URL as far as it is the same for everybody: a user, a password, parameters, a query and a fragment may hold a key.
 * Schemes are short: without a limit, a long text of hyphens would be read again from each of them.
 */
const IN_TEXT =
  /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s"'<>`|/?#@\\]*@)?([^\s"'<>`|?#\\]*)(\?[^\s"'<>`|#\\]*)?(#[^\s"'<>`|\\)]*)?/gi;
/** A value that is a URL: there, a quote or a space belongs to it. */
const WHOLE = /^([a-z][a-z0-9+.-]{0,30}:\/\/)([^/?#]*@)?([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/i;
/** A login without a scheme. */
const LOGIN = /(?<![:\w/])\/\/[^\s"'<>`|/?#@\\]+@/g;
/** The query of the links to the AWS console, and their host: its fragments are names of resources. */
const NO_SECRET = /^\?region=[a-z0-9-]+$/;
const CONSOLE = /^([a-z0-9-]+\.)?console\.aws\.amazon\.com\//;
/** A heading of a runbook. */
const HEADING = /^#[a-z]+(-[a-z]+)*$/i;

/** A text without the keys in its URLs. */
export function withoutKeysIn(content: string): string {
  return content.replace(IN_TEXT, shownUrl).replace(LOGIN, '//…@');
}

function shownUrl(_: string, scheme: string, user = '', place = '', query = '', fragment = ''): string {
  if (secretIn(`${scheme}${place}`) !== undefined) return `${scheme}${place.split('/')[0]}/…`;
  const plain =
    fragment === '' || CONSOLE.test(place) || (/\.(md|html)$/.test(place) && HEADING.test(fragment));
  return [
    scheme,
    user && '…@',
    place.replace(/;[^/]*/g, ';…'),
    query && (NO_SECRET.test(query) ? query : '?…'),
    plain ? fragment : '#…',
  ].join('');
}

/** A value without the keys in its URLs. Of the webhook of a subscription, only the host is kept: paths are keys, too. */
function withoutKeys(value: Json | undefined): Json | undefined {
  if (typeof value === 'string') return withoutKeysIn(value.replace(WHOLE, shownUrl));
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
