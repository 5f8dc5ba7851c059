import { createHash } from 'node:crypto';
import { printable } from '../markdown';
import {
  equal,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  leaves,
  objects,
  own,
  text,
  word,
} from './json';
import { addressWithoutKeys, mask, SENSITIVE, UNKNOWN, withoutSecrets, withSharedMarks } from './mask';
import { aimOf } from './moves';

/** What a plan does to one resource or output: lines such as `threshold: 5 → 8`. */
type Decisions = ReadonlyMap<string, readonly string[]>;

/** The attributes that tell one object from another. */
const IDENTITY: readonly string[] = ['id', 'arn', 'name'];
/** Hexadecimal digits of a digest: 128 bits. */
const DIGITS = 32;
/** A longer value is cut where a difference is shown. The digest is made of all of it. */
const LONGEST_SHOWN = 160;

/**
 * A digest of what a plan does: the environment, account and region, the objects' ids, actions, old and new values, what is
 * known only after apply, and outputs. Two plans for the same changes of the same objects have the same digest, whenever and
 * in whatever order they were made. Sensitive values are left out
 * before it is made: a short one could be guessed from it. That one of them changes is part of it.
 * @param plan what `terraform show -json <plan>` wrote, or its slim form, which has its digest
 */
export function digestOf(plan: JsonObject): string {
  const written = text(plan.digest);
  if (written !== undefined && new RegExp(`^[0-9a-f]{${DIGITS}}$`).test(written)) return written;
  const lines = [...decisionsOf(plan)].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex').slice(0, DIGITS);
}

/**
 * What one plan does and the other does not, one line each: `now: aws_x.y: threshold: 5 → 9`.
 * @param approved a slim plan, as `npm run plan` writes it
 * @param now a slim plan
 */
export function differences(approved: JsonObject, now: JsonObject): string[] {
  const [was, is] = [decisionsOf(approved), decisionsOf(now)];
  const addresses = [...new Set([...was.keys(), ...is.keys()])].sort();
  // What is only read follows from what is changed.
  const order = (address: string) => Number(/(^|\.)data\./.test(address));
  return addresses
    .sort((a, b) => order(a) - order(b))
    .flatMap((address) => {
      const [before, after] = [was.get(address) ?? [], is.get(address) ?? []];
      const only = (side: string, lines: readonly string[], others: readonly string[]) =>
        lines.filter((line) => !others.includes(line)).map((line) => shown(`${side} ${address}: ${line}`));
      return [...only('approved:', before, after), ...only('now:', after, before)];
    });
}

function shown(line: string): string {
  const plain = printable(line).replace(/\s+/g, ' ');
  return plain.length <= LONGEST_SHOWN ? plain : `${plain.slice(0, LONGEST_SHOWN)}…`;
}

function decisionsOf(raw: JsonObject): Decisions {
  const plan = withSharedMarks(raw);
  const outputs = isObject(plan.output_changes) ? plan.output_changes : {};
  const deferred = objects(plan.deferred_changes).flatMap(({ reason, resource_change: change }) =>
    isObject(change) ? [[`${addressOf(change)} (deferred, ${word(reason)})`, resource(change)] as const] : [],
  );
  const whole = { ...aimOf(plan), complete: plan.complete !== false, errored: plan.errored === true };
  return new Map(
    [
      ...objects(plan.resource_changes).map((change) => [addressOf(change), resource(change)] as const),
      ...Object.entries(outputs).map(
        ([name, change]) => [`output ${name}`, isObject(change) ? values(change) : []] as const,
      ),
      ...deferred,
      ...objects(plan.action_invocations).map(
        (action) => [`action ${word(action.address)}`, invocation(action)] as const,
      ),
      ['plan', leaves(whole).map(line)] as const,
    ].filter(([, lines]) => lines.length > 0),
  );
}

/** An object that is no longer the current one of its address has a key of its own. */
const addressOf = ({ address, deposed }: JsonObject): string =>
  `${addressWithoutKeys(word(address))}${typeof deposed === 'string' ? ` (deposed ${deposed})` : ''}`;

function resource({ change, action_reason: reason, previous_address: from }: JsonObject): string[] {
  if (!isObject(change)) return [];
  const told = {
    reason,
    from: from === undefined ? undefined : addressWithoutKeys(word(from)),
    importing: change.importing,
  };
  const lines = leaves(told).map(line);
  const done = values(change);
  return done.length > 0 || from || change.importing ? [...done, ...lines] : [];
}

function invocation({ config_values: config, config_sensitive: marks, ...rest }: JsonObject): string[] {
  const masked = { ...rest, config: mask(config, marks, SENSITIVE) };
  return leaves(masked).map(line);
}

/** The actions and the values that they change; empty if nothing is done. */
function values(change: JsonObject): string[] {
  const actions = isArray(change.actions) ? change.actions.map(word) : [];
  if (actions.length === 0 || actions.join() === 'no-op') return [];
  const shown = withoutSecrets(change);
  const before = shown.before;
  const after = mask(shown.after, change.after_unknown, UNKNOWN);
  const verb = `action: ${actions.join(' and ')}`;
  // An address may stand for another object than the one that was looked at.
  const which = leaves(part(before, (name) => IDENTITY.includes(name))).map(line);
  // Of what is destroyed, it matters only which it is.
  if (!actions.some((action) => ['create', 'update', 'read'].includes(action))) return [verb, ...which];
  const secret = new Set(secretsChanging(change));
  const moving = (name: string) => secret.has(name) || !equal(of(before, name), of(after, name));
  const changed = steps(part(before, moving), part(after, moving));
  return isObject(before) ? [verb, ...which, ...changed] : [verb, ...changed];
}

const line = ([path, value]: readonly [string, Json]): string => `${path}: ${word(value)}`;

/** The attributes that change before they are masked. A slim plan has a list of them. */
function secretsChanging({ changing, before, after }: JsonObject): string[] {
  if (isArray(changing)) return changing.map(word);
  const names = [before, after].flatMap((side) => (isObject(side) ? Object.keys(side) : []));
  return names.filter((name) => !equal(of(before, name), of(after, name)));
}

const of = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) ? own(value, name) : undefined;

/** The attributes with certain names. An output has none: it is one value. */
const part = (value: Json | undefined, chosen: (name: string) => boolean): Json | undefined =>
  isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => chosen(name))) : value;

function steps(before: Json | undefined, after: Json | undefined): string[] {
  const [was, is] = [new Map(leaves(before)), new Map(leaves(after))];
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((path) => {
    const [from, to] = [was.get(path), is.get(path)];
    if (from === to && from !== SENSITIVE) return [];
    return [
      `${path || 'value'}: ${from === undefined ? 'nothing' : word(from)} → ${to === undefined ? 'nothing' : word(to)}`,
    ];
  });
}
