import * as v from 'valibot';
import { UsageError } from '../../model/usage-error';
import { printable } from '../markdown';
import { type Change, managed } from './change';
import { digestOf } from './digest';
import { type Drift, driftOf } from './drift';
import { isDeeper, isObject, type JsonObject, objects, text } from './json';
import { SENSITIVE, UNKNOWN, withSharedMarks } from './mask';
import { type Move, movesOf } from './moves';
import { type Rest, restOf } from './rest';

export interface Plan extends Rest {
  readonly environment: string;
  readonly changes: readonly Change[];
  /** What interrupted replacements left behind, and this plan destroys. Current resources have the same addresses. */
  readonly leftovers: readonly Change[];
  /** What was changed behind Terraform's back since the last apply, and what this plan does about it. */
  readonly drift: readonly Drift[];
  /** Whether Terraform gave up while planning: then the plan is incomplete. */
  readonly failed: boolean;
  /** What would stay behind or move; before anything else, the reader must know it. */
  readonly moves: readonly Move[];
  /** What stays behind where the region or the account changes: no plan has it any more. */
  readonly stranded: readonly Change[];
  /** Tells this plan's changes from others: what is approved is applied only if a new plan has the same one. */
  readonly digest: string;
  /** Whether applying only writes into the state what was changed outside Terraform (`-refresh-only`). */
  readonly recordsOnly: boolean;
}

/** What `terraform show -json` writes, for a plan or a state. */
const terraformOutput = v.intersect([
  v.custom<JsonObject>(isObject),
  v.looseObject({ format_version: v.string() }),
]);

/** Attributes of resources are nested about ten levels deep. */
const DEEPEST = 100;

/**
 * Reads what `terraform show -json <plan>` wrote: Terraform 1.0 (format 0.2) to 1.14, and OpenTofu.
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
  if (!/^(0\.2$|1\.)/.test(plan.format_version))
    throw new UsageError(
      `${file} has the plan format ${printable(plan.format_version).slice(0, 20)}; this report reads format 1, which Terraform 1 writes.`,
    );
  const marked = withSharedMarks(plan);
  const all = objects(marked.resource_changes).flatMap(managed);
  const changes = all.filter(({ leftover }) => !leftover);
  const moves = movesOf(plan);
  const drifted = objects(marked.resource_drift).flatMap(managed);
  // Every plan lists the resources that it leaves as they are; one made with -refresh-only lists none.
  const recordsOnly =
    objects(plan.resource_changes).length === 0 &&
    drifted.some(({ attributes }) => attributes.length > 0) &&
    plan.errored !== true;
  return {
    environment:
      environmentOf([...changes, ...drifted]) ??
      (file.replace(/^.*[\\/]/, '').replace(/\.json$/, '') || file),
    changes,
    leftovers: all.filter(({ leftover }) => leftover),
    drift: driftOf(drifted, { changes, moves, recordsOnly }),
    failed: plan.errored === true,
    moves,
    stranded: moves.some(({ kind }) => kind === 'region')
      ? drifted.filter(({ kind }) => kind === 'destroy').map((gone) => ({ ...gone, kind: 'forget' as const }))
      : [],
    digest: digestOf(plan),
    recordsOnly,
    ...restOf(plan),
  };
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
