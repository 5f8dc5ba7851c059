import * as v from 'valibot';
import { UsageError } from '../../model/usage-error';
import { printable } from '../markdown';
import { digestOf } from './digest';
import {
  equal,
  isArray,
  isDeeper,
  isObject,
  type Json,
  type JsonObject,
  objects,
  own,
  text,
  word,
} from './json';
import { mask, SENSITIVE, UNKNOWN, withoutEndpoint } from './mask';
import { type Move, movesOf } from './moves';

export type Kind = 'destroy' | 'replace' | 'update' | 'create' | 'forget' | 'none';

/** What a plan does to one resource. Sensitive and unknown values have already been replaced by marks. */
export interface Change {
  readonly address: string;
  readonly type: string;
  /** The name that people know, such as that of an alarm or a function; without one, the address. */
  readonly name: string;
  readonly kind: Kind;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  /** The attributes that change, sensitive ones too; without those that follow from others. */
  readonly attributes: readonly string[];
  /** For a replacement: the attributes that cannot be changed in place. */
  readonly because: readonly string[];
}

export interface Plan {
  readonly environment: string;
  readonly changes: readonly Change[];
  /** What was changed behind Terraform's back since the last apply, and is undone by this plan. */
  readonly drift: readonly Change[];
  /** Whether Terraform gave up while planning: then the plan is incomplete. */
  readonly failed: boolean;
  /** What would stay behind or move; before anything else, the reader must know it. */
  readonly moves: readonly Move[];
  /** Tells this plan's changes from others: what is approved is applied only if a new plan has the same one. */
  readonly digest: string;
}

/** What `terraform show -json` writes, for a plan or a state. */
const terraformOutput = v.intersect([
  v.custom<JsonObject>(isObject),
  v.looseObject({ format_version: v.string() }),
]);

/** Attributes of resources are nested about ten levels deep. */
const DEEPEST = 100;

/**
 * Reads what `terraform show -json <plan>` wrote.
 * @param file its name, for messages; also the environment's name if no resource is tagged with one
 * @throws {UsageError} that says what the file is instead, and how to make a plan
 */
export function parsePlan(content: string, file: string): Plan {
  const plan = parsed(content, file);
  const how = 'Write one with: terraform show -json <plan file>.';
  if (!v.is(terraformOutput, plan) || isDeeper(plan, DEEPEST))
    throw new UsageError(`${file} is JSON, but not a Terraform plan. ${how}`);
  if (plan.resource_changes === undefined && plan.planned_values === undefined)
    throw new UsageError(
      `${file} is a Terraform state, not a plan: terraform show was given no plan file. ${how}`,
    );
  if (!/^1\./.test(plan.format_version))
    throw new UsageError(
      `${file} has the plan format ${printable(plan.format_version).slice(0, 20)}; this report reads format 1, which Terraform 1 writes.`,
    );
  const changes = objects(plan.resource_changes).flatMap(managed);
  return {
    environment: environmentOf(changes) ?? (file.replace(/^.*[\\/]/, '').replace(/\.json$/, '') || file),
    changes,
    drift: objects(plan.resource_drift)
      .flatMap(managed)
      .flatMap((drift) => undone(drift, changes)),
    failed: plan.errored === true,
    moves: movesOf(plan),
    digest: digestOf(plan),
  };
}

/** Providers find differences after every apply; those that the plan does not revert are irrelevant. */
function undone(drift: Change, changes: readonly Change[]): Change[] {
  const change = changes.find(({ address }) => address === drift.address);
  const attributes = drift.attributes.filter((name) => change?.attributes.includes(name));
  return attributes.length > 0 ? [{ ...drift, attributes }] : [];
}

function parsed(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    const binary = content.startsWith('PK');
    // Node's own message quotes the content, in which Terraform writes secrets in plain text.
    const [place = 'broken'] = /at position \d+/.exec((error as Error).message) ?? [];
    throw new UsageError(
      binary
        ? `${file} is the plan itself. Turn it into JSON: terraform show -json ${file} > plan.json`
        : content.trim() === ''
          ? `${file} is empty. Did terraform show fail? Write it again: terraform show -json <plan file>`
          : `${file} is not JSON (${place}). Was it cut off? Write it again: terraform show -json <plan file>`,
    );
  }
}

/** A change of a resource as Terraform writes it. Data sources are read, not changed. */
const resourceChange = v.object({
  address: v.string(),
  type: v.string(),
  mode: v.literal('managed'),
  // Its content depends on the resource's type; each part is checked where it is read.
  change: v.custom<JsonObject>(isObject),
});

function managed(raw: JsonObject): Change[] {
  const read = v.safeParse(resourceChange, raw);
  if (!read.success) return [];
  const { type, change } = read.output;
  const address = withoutEndpoint(read.output.address);
  const before = object(mask(change.before, change.before_sensitive, SENSITIVE));
  const known = mask(change.after, change.after_unknown, UNKNOWN);
  const after = object(mask(known, change.after_sensitive, SENSITIVE));
  const kind = kindOf(isArray(change.actions) ? change.actions : []);
  return [
    {
      address,
      type,
      name: nameOf(after) ?? nameOf(before) ?? address,
      kind,
      before: kind === 'create' ? undefined : before,
      after: kind === 'destroy' || kind === 'forget' ? undefined : after,
      attributes: changing(change),
      because: paths(change.replace_paths),
    },
  ];
}

/**
 * The names of the attributes that a change affects. Compares the values before they are masked, so that a changed
 * secret is noticed. A slim plan contains this list.
 */
export function changing({ before, after, after_unknown, changing: said }: JsonObject): string[] {
  if (isArray(said)) return said.map(word);
  const [from = {}, to = {}, later = {}] = [before, after, after_unknown].map((value) => object(value));
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  const known = names.filter((name) => own(later, name) !== true && !equal(own(from, name), own(to, name)));
  // If nothing is known to change, return what may change.
  return known.length > 0
    ? known
    : names.filter((name) => own(later, name) === true && Object.hasOwn(from, name));
}

const paths = (value: Json | undefined): string[] =>
  isArray(value) ? value.map((path) => (isArray(path) ? path.map(word).join('.') : word(path))) : [];

const object = (value: Json | undefined): JsonObject | undefined => (isObject(value) ? value : undefined);

function kindOf(actions: readonly Json[]): Kind {
  if (actions.includes('delete')) return actions.includes('create') ? 'replace' : 'destroy';
  const kinds: readonly Kind[] = ['create', 'update', 'forget'];
  return kinds.find((kind) => actions.includes(kind)) ?? 'none';
}

const naming = ['alarm_name', 'dashboard_name', 'function_name', 'bucket', 'name'] as const;

function nameOf(values: JsonObject | undefined): string | undefined {
  return naming.map((field) => text(values?.[field])).find((name) => name && name !== UNKNOWN);
}

/** The tag that every resource of an environment carries. */
function environmentOf(changes: readonly Change[]): string | undefined {
  for (const { before, after } of changes)
    for (const values of [after, before]) {
      const tags = values?.tags_all ?? values?.tags;
      const name = isObject(tags) ? text(tags.Environment) : undefined;
      if (name && name !== UNKNOWN && name !== SENSITIVE) return name;
    }
  return undefined;
}
