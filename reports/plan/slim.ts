import { changing } from './change';
import { digestOf } from './digest';
import { isObject, type JsonObject, objects, text } from './json';
import { addressWithoutKeys, withoutSecrets, withSharedMarks } from './mask';
import { aimOf, movesOf } from './moves';
import { slimRest } from './rest';

/**
 * A plan that is safe to pass on: what the report reads, without the values of sensitive attributes and without keys in
 * URLs. Terraform writes those in plain text, and marks the former as sensitive elsewhere.
 */
export function slim(raw: JsonObject): JsonObject {
  const plan = withSharedMarks(raw);
  const { format_version, terraform_version, errored } = plan;
  return {
    format_version,
    terraform_version,
    errored,
    resource_changes: objects(plan.resource_changes).map(slimResource),
    resource_drift: objects(plan.resource_drift).map(slimResource),
    ...slimRest(plan, slimResource),
    digest: digestOf(plan),
    // These need the configuration and the state before.
    aim: aimOf(plan),
    moves: movesOf(plan).map((move) => ({ ...move })),
  };
}

function slimResource(raw: JsonObject): JsonObject {
  const { address, previous_address: previous, type, mode, deposed, action_reason, change } = raw;
  const clean = (value: typeof address) =>
    text(value) === undefined ? value : addressWithoutKeys(text(value) ?? '');
  return {
    address: clean(address),
    previous_address: clean(previous),
    type,
    mode,
    deposed,
    action_reason,
    change: isObject(change) ? slimChange(change) : null,
  };
}

function slimChange(change: JsonObject): JsonObject {
  const { actions, after_unknown, before_sensitive, after_sensitive, replace_paths } = change;
  const { before = null, after = null, importing } = withoutSecrets(change);
  return {
    actions,
    importing,
    before,
    after,
    after_unknown,
    before_sensitive,
    after_sensitive,
    replace_paths,
    // After masking, nothing shows that a secret changes.
    changing: changing(change),
  };
}
