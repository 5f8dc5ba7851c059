import * as v from 'valibot';
import { tagOf } from '../uptime/view';
import { equal, isArray, isObject, type Json, type JsonObject, own, text, word } from './json';
import { addressWithoutKeys, mask, SENSITIVE, UNKNOWN, withoutSecrets } from './mask';

/** `other` is an action that this report does not know, of a later Terraform. */
export type Kind = 'destroy' | 'replace' | 'update' | 'create' | 'forget' | 'other' | 'none';

/** What a plan does to one resource. Sensitive and unknown values have already been replaced by marks. */
export interface Change {
  readonly address: string;
  readonly type: string;
  /** The name that people know, such as that of an alarm or a function; without one, the address. Of what is replaced, the old one. */
  readonly name: string;
  /** For a replacement: the name of the new resource, where it differs. */
  readonly newName?: string | undefined;
  readonly kind: Kind;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  /** The attributes that change, sensitive ones too; without those that follow from others. */
  readonly attributes: readonly string[];
  /** For a replacement: the attributes that cannot be changed in place. */
  readonly because: readonly string[];
  /** Terraform's word for why it destroys or replaces the resource, such as `replace_because_tainted`. */
  readonly reason?: string | undefined;
  /** The address that a `moved` block names. */
  readonly movedFrom?: string | undefined;
  /** Whether it exists already, and an `import` block takes it over. */
  readonly imported?: boolean;
  /** Whether it is what an interrupted replacement left behind: the current resource has the same address. */
  readonly leftover?: boolean;
  /** Whether the old resource stays in AWS after its replacement, unmanaged. */
  readonly keepsOld?: boolean;
}

/** A change of a resource as Terraform writes it. Data sources are read, not changed. */
const resourceChange = v.object({
  address: v.string(),
  type: v.string(),
  mode: v.literal('managed'),
  // Its content depends on the resource's type; each part is checked where it is read.
  change: v.custom<JsonObject>(isObject),
});

/** The change of a managed resource; empty for anything else. */
export function managed(raw: JsonObject): Change[] {
  const read = v.safeParse(resourceChange, raw);
  if (!read.success) return [];
  const { type, change } = read.output;
  const address = addressWithoutKeys(read.output.address);
  const { before: was, after: known } = withoutSecrets(change);
  const is = mask(known, change.after_unknown, UNKNOWN);
  const actions = isArray(change.actions) ? change.actions : [];
  const kind = kindOf(actions);
  const before = kind === 'create' ? undefined : object(was);
  const after = kind === 'destroy' || kind === 'forget' ? undefined : object(is);
  const [oldName, newName] = [nameOf(before), nameOf(after)];
  const name = (kind === 'replace' ? (oldName ?? newName) : (newName ?? oldName)) ?? address;
  const moved = text(raw.previous_address);
  return [
    {
      address,
      type,
      name,
      newName: kind === 'replace' && newName !== name ? newName : undefined,
      kind,
      before,
      after,
      attributes: changing(change),
      because: paths(change.replace_paths),
      reason: text(raw.action_reason),
      movedFrom: moved === undefined ? undefined : addressWithoutKeys(moved),
      imported: isObject(change.importing),
      leftover: text(raw.deposed) !== undefined,
      keepsOld: kind === 'replace' && actions.includes('forget'),
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

const NOTHING: readonly Json[] = ['no-op', 'read'];

function kindOf(actions: readonly Json[]): Kind {
  const has = (action: string) => actions.includes(action);
  if (has('create') && (has('delete') || has('forget'))) return 'replace';
  if (has('delete')) return 'destroy';
  const kinds: readonly Kind[] = ['create', 'update', 'forget'];
  const kind = kinds.find((kind) => has(kind));
  return kind ?? (actions.every((action) => NOTHING.includes(action)) ? 'none' : 'other');
}

const naming = [
  ...['alarm_name', 'dashboard_name', 'function_name', 'configuration_name', 'bucket', 'name', 'rule'],
] as const;

function nameOf(values: JsonObject | undefined): string | undefined {
  const told = (value: string | undefined) =>
    value && value !== UNKNOWN && value !== SENSITIVE ? value : undefined;
  const known = (field: string) => told(text(values?.[field]));
  const [protocol, endpoint] = [known('protocol'), known('endpoint')];
  // Of a subscription.
  if (protocol && endpoint) return /^https?$/.test(protocol) ? endpoint : `${protocol} to ${endpoint}`;
  // A health check has no other name than its tag.
  return (
    naming.map(known).find((name) => name !== undefined) ??
    told(values && tagOf(values, 'Name')) ??
    topicOf(known('arn'))
  );
}

/** The name in the ARN of an SNS topic: its policy has no other. */
function topicOf(arn: string | undefined): string | undefined {
  return /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:([\w-]+)$/.exec(arn ?? '')?.[1];
}
