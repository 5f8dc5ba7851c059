import { code } from '../markdown';
import type { Change } from '../plan/change';
import { type Json, type JsonObject, leaves, objects, text } from '../plan/json';
import { type Facts, missing, settled } from './facts';

/** What a rule of deletion applies to. */
interface Scope {
  /** The names of objects begin with it. */
  readonly prefix: string;
  /** Tags and sizes that objects must have, as text; empty if none. */
  readonly only: string;
}
interface Rule extends Scope {
  /** How much it keeps: days, versions, or a time in ms; infinite if nothing is ever deleted. */
  readonly keeps: number;
}
interface Retention {
  readonly type: string;
  /** What is deleted. */
  readonly what: string;
  readonly beyond: (keeps: number) => string;
  readonly kept: (keeps: number) => string;
  rules(values: JsonObject): readonly Rule[];
}

const positive = (value: Json | undefined): number =>
  typeof value === 'number' && value > 0 ? value : Number.POSITIVE_INFINITY;
const time = (value: Json | undefined): number => {
  const at = Date.parse(text(value) ?? '');
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at;
};

/** The enabled rules of a bucket's lifecycle: its own resource, or blocks of the bucket. */
const lifecycle =
  (block: string, fields: readonly string[], read = positive) =>
  (values: JsonObject): Rule[] =>
    [...objects(values.rule), ...objects(values.lifecycle_rule)]
      .filter(({ status, enabled }) => status !== 'Disabled' && enabled !== false)
      .map((rule) => ({
        ...scopeOf(rule),
        keeps: Math.min(
          ...objects(rule[block]).flatMap((part) => fields.map((field) => read(part[field]))),
          Number.POSITIVE_INFINITY,
        ),
      }));

function scopeOf(rule: JsonObject): Scope {
  const places = [rule, ...objects(rule.filter), ...objects(rule.filter).flatMap(({ and }) => objects(and))];
  const only = places.flatMap(({ tag, tags, object_size_greater_than: over, object_size_less_than: under }) =>
    leaves({ tag, tags, over, under }).filter(([, value]) => value !== 0),
  );
  return {
    prefix: places.map(({ prefix }) => text(prefix)).find(Boolean) ?? '',
    only: only.length === 0 ? '' : JSON.stringify(only),
  };
}

const days = {
  beyond: (keeps: number) => `that are older than ${keeps} days`,
  kept: (keeps: number) => `${keeps} days`,
};
const versions = {
  beyond: (keeps: number) => `beyond the newest ${keeps}`,
  kept: (keeps: number) => `${keeps} versions`,
};
const day = (keeps: number): string => new Date(keeps).toISOString().slice(0, 10);
const date = {
  beyond: (keeps: number) => `from ${day(keeps)} on`,
  kept: (keeps: number) => `until ${day(keeps)}`,
};
const old = 'old versions of objects';
const ended = 'noncurrent_version_expiration';

/** Settings that delete data. Lowering one, or widening what it applies to, deletes more. */
const retentions: readonly Retention[] = [
  {
    type: 'aws_cloudwatch_log_group',
    what: 'logs',
    ...days,
    // 0 means that they never expire.
    rules: ({ retention_in_days: kept }) => [{ prefix: '', only: '', keeps: positive(kept) }],
  },
  ...['aws_s3_bucket_lifecycle_configuration', 'aws_s3_bucket'].flatMap((type) => [
    // A block of the bucket calls it days.
    { type, what: old, ...days, rules: lifecycle(ended, ['noncurrent_days', 'days']) },
    { type, what: old, ...versions, rules: lifecycle(ended, ['newer_noncurrent_versions']) },
    { type, what: 'objects', ...days, rules: lifecycle('expiration', ['days']) },
    { type, what: 'objects', ...date, rules: lifecycle('expiration', ['date'], time) },
  ]),
];

/** How much the rules keep of what is in a scope. One for a part of it says nothing of the rest. */
function keptIn(scope: Scope, rules: readonly Rule[]): number {
  const covering = rules.filter(
    ({ prefix, only }) => scope.prefix.startsWith(prefix) && (only === '' || only === scope.only),
  );
  return Math.min(Number.POSITIVE_INFINITY, ...covering.map(({ keeps }) => keeps));
}

/** What is deleted sooner than so far, one line each. */
export function expired({ kind, type, name, before, after }: Change): string[] {
  const log = type === 'aws_cloudwatch_log_group';
  // A log group that is replaced loses all, and a new one has nothing yet.
  if (!after || (kind !== 'update' && (log || (kind !== 'create' && kind !== 'replace')))) return [];
  const now = settled(before, after);
  return retentions
    .filter((retention) => retention.type === type)
    .flatMap(({ what, beyond, kept, rules }) => {
      const had = before ? rules(before) : [];
      return rules(now).flatMap((rule) => {
        const was = keptIn(rule, had);
        if (!(rule.keeps < was)) return [];
        const where = [rule.prefix && ` under ${code(rule.prefix)}`, rule.only && ', not all of them,'].join(
          '',
        );
        const far = Number.isFinite(was) ? kept(was) : 'forever';
        return [`**deletes ${what}** of ${code(name)}${where} ${beyond(rule.keeps)} (kept so far: ${far})`];
      });
    });
}

/** Which items of a table are deleted when they expire, and were not so far. */
export function expiring({ type, name, before, after }: Change): string[] {
  if (type !== 'aws_dynamodb_table' || !before || !after) return [];
  const facts: Facts = ({ ttl }) =>
    objects(ttl).flatMap(({ enabled, attribute_name: by }) =>
      enabled === true ? [`**deletes items** of ${code(name)} when ${code(text(by) ?? '')} has passed`] : [],
    );
  return missing(facts, settled(before, after), before);
}
