import * as v from 'valibot';
import { isOfUptime } from '../../model/names';
import { isArray, isObject, type Json, type JsonObject, objects, own, text } from './json';
import { withoutSecrets } from './mask';

/** A change after which what is deployed is no longer what the table describes, and would stay behind. */
export interface Move {
  readonly kind: 'region' | 'project' | 'bucket' | 'namespace' | 'environment';
  /** What is deployed. */
  readonly from: string;
  /** What the table says; undefined if the table no longer has it. */
  readonly to: string | undefined;
  /** What happens otherwise, and the way to do it: one or more sentences of plain text. */
  readonly advice: string;
}

/** Whether something is broken or out of reach after a move: then it is not deployed. */
export const isBreaking = ({ kind }: Move): boolean => ['region', 'project', 'bucket'].includes(kind);

/** Where resources are deployed and what they are called. A field that nothing tells is undefined or empty. */
export interface Place {
  readonly region?: string | undefined;
  /** Twelve digits. */
  readonly account?: string | undefined;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  /** The CloudWatch namespaces that the functions publish to. */
  readonly namespaces?: readonly string[];
}

/** The place that the attributes of resources tell: by their ARNs, tags and variables. */
export function placeOf(resources: readonly JsonObject[]): Place {
  const home = resources.filter(isAtHome);
  const arns = (home.some(({ arn }) => text(arn)?.split(':')[3]) ? home : resources).map(
    ({ arn }) => text(arn)?.split(':') ?? [],
  );
  const tags = resources.flatMap(({ tags_all: all }) => (isObject(all) ? [all] : []));
  const namespaces = resources.flatMap(({ environment }) =>
    objects(environment).flatMap(({ variables }) =>
      isObject(variables) ? (text(own(variables, 'METRIC_NAMESPACE')) ?? []) : [],
    ),
  );
  return {
    region: commonest(arns.map(([, , , region]) => region)),
    account: commonest(arns.map(([, , , , account]) => account)),
    project: commonest(tags.map((tag) => text(own(tag, 'Project')))),
    environment: commonest(tags.map((tag) => text(own(tag, 'Environment')))),
    namespaces: [...new Set(namespaces)].sort(),
  };
}

/** Whether it is where its environment is: the alarms of uptime checks and their topic need not be. */
const isAtHome = ({ arn }: JsonObject): boolean => !isOfUptime(text(arn) ?? '');

/** The value that most have. A resource may name another region or account, such as the function that a rule calls. */
function commonest(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** What moves from one place to another. A field that one of them does not know does not move. */
export function movesBetween(from: Place, to: Place): Move[] {
  const differs = (field: 'region' | 'account' | 'project' | 'environment') =>
    from[field] !== undefined && to[field] !== undefined && from[field] !== to[field];
  const moves: Move[] = [];
  const add = (kind: Move['kind'], names: (place: Place) => string | undefined, advice: string) =>
    moves.push({ kind, from: names(from) ?? '', to: names(to), advice });
  const name = from.environment ?? to.environment ?? '<environment>';
  if (differs('account')) add('region', located, strands(name, located(from)));
  else if (differs('region')) add('region', ({ region }) => region, strands(name, from.region ?? ''));
  if (differs('project')) add('project', ({ project }) => project, renames(name));
  if (differs('environment')) add('environment', ({ environment }) => environment, renames(name));
  const [was, is] = [from.namespaces ?? [], to.namespaces ?? []];
  const [left, taken] = [changed(was, is), changed(is, was)];
  if (left.length > 0)
    moves.push({ kind: 'namespace', from: left.join(', '), to: taken.join(', '), advice: BEGIN_EMPTY });
  return moves;
}

/** The namespaces in whose place the other side has another one. A service that is new or gone moves nothing. */
function changed(namespaces: readonly string[], others: readonly string[]): string[] {
  const serviceOf = (namespace: string) => namespace.split('/').slice(0, 2).join('/');
  const elsewhere = others.filter((other) => !namespaces.includes(other)).map(serviceOf);
  return namespaces.filter((one) => !others.includes(one) && elsewhere.includes(serviceOf(one)));
}

const located = ({ region, account }: Place): string =>
  [region, `account ${account}`].filter(Boolean).join(', ');

/** The command that removes what is deployed, wherever that is. */
const destroy = (name: string): string => `npm run deploy -- ${name} destroy`;

const strands = (name: string, from: string): string =>
  `What is deployed in ${from} would stay there: it runs on and costs money, without the rights that it needs, and ` +
  `Terraform forgets it. Destroy, then change: run \`${destroy(name)}\`, which destroys it where it is, and deploy ` +
  'after that.';

const renames = (name: string): string =>
  'Everything is replaced under new names: logs, subscriptions and the previous samples are lost, and the collectors ' +
  `look for their secrets under the new name. Destroy, then change: run \`${destroy(name)}\`, store the secrets again, ` +
  'and deploy after that.';

const BEGIN_EMPTY =
  'All metrics move and begin empty. Alarms have no data until the next run. The old metrics stay readable under their ' +
  'old namespace, and are billed until nothing publishes them. Queries and dashboards of your own must name the new one.';

const said = v.array(
  v.object({
    kind: v.picklist(['region', 'project', 'bucket', 'namespace', 'environment']),
    from: v.string(),
    to: v.optional(v.string()),
    advice: v.string(),
  }),
);

/**
 * What a plan would leave behind, or move. A region that changes looks like this in a plan: everything regional is gone
 * when Terraform looks for it in the new region, and is created there; the old one is in no plan any more.
 * @param plan what `terraform show -json <plan>` wrote, or its slim form, which has this list
 */
export function movesOf(plan: JsonObject): Move[] {
  const written = v.safeParse(said, plan.moves);
  if (written.success) return written.output.map((move) => ({ ...move, to: move.to }));
  const drifted = changes(plan.resource_drift);
  const gone = drifted.filter(({ after }) => !isObject(after)).flatMap(({ before }) => object(before));
  const all = changes(plan.resource_changes);
  const there = all.flatMap(({ before }) => object(before));
  const planned = all.flatMap(({ after }) => object(after));
  // With -refresh=false, nothing is found to be gone: the state names the old place.
  const { region, account } = placeOf(gone.length > 0 ? gone : there);
  const from = { ...placeOf([...gone, ...there]), region, account };
  const { project, environment, ...rest } = placeOf(planned);
  const to = {
    ...rest,
    // A tag is no name: where only tags change, nothing is renamed.
    ...(replaces(plan) && { project, environment }),
    region: regionOf(plan),
    account: accountOf(plan),
  };
  // If something is still there, the rest was deleted by hand.
  const stays = there.filter(isAtHome).some((values) => placeOf([values]).region === to.region);
  return movesBetween(stays ? { ...from, region: undefined, account: undefined } : from, to);
}

const replaces = (plan: JsonObject): boolean =>
  objects(plan.resource_changes).some(
    ({ change }) =>
      isObject(change) &&
      isArray(change.actions) &&
      change.actions.some((action) => action === 'create' || action === 'delete'),
  );

const aim = v.object({
  project: v.optional(v.string()),
  environment: v.optional(v.string()),
  region: v.optional(v.string()),
  account: v.optional(v.string()),
});

/**
 * What a plan is for, whatever it changes there: the same changes elsewhere are other changes.
 * @param plan what `terraform show -json <plan>` wrote, or its slim form, which has this place
 */
export function aimOf(plan: JsonObject): v.InferOutput<typeof aim> {
  const written = v.safeParse(aim, plan.aim);
  if (written.success) return written.output;
  const resources = changes(plan.resource_changes)
    .map(withoutSecrets)
    .flatMap(({ before, after }) => (isObject(after) ? object(after) : object(before)));
  const { project, environment } = placeOf(resources);
  const [region, account] = [regionOf(plan), accountOf(plan)];
  return {
    ...(project !== undefined && { project }),
    ...(environment !== undefined && { environment }),
    ...(region !== undefined && { region }),
    ...(account !== undefined && { account }),
  };
}

const object = (value: Json | undefined): JsonObject[] => (isObject(value) ? [value] : []);

const changes = (list: Json | undefined): JsonObject[] =>
  objects(list)
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ change }) => object(change));

/** The region of the AWS provider, as the configuration names it. */
function regionOf({ configuration }: JsonObject): string | undefined {
  return text(at(configuration, 'provider_config', 'aws', 'expressions', 'region', 'constant_value'));
}

/** The account of the credentials that made the plan. */
function accountOf({ prior_state: state }: JsonObject): string | undefined {
  const resources = objects(at(state, 'values', 'root_module', 'resources'));
  const caller = resources.find(({ type }) => type === 'aws_caller_identity');
  return text(at(caller, 'values', 'account_id'));
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((part, name) => (isObject(part) ? own(part, name) : undefined), value);
}
