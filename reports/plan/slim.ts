import { digestOf } from './digest';
import { isObject, type Json, type JsonObject, objects } from './json';
import { mask, SENSITIVE, withoutEndpoint } from './mask';
import { movesOf } from './moves';
import { changing } from './parse';

/**
 * A plan that is safe to pass on: what the report reads, without the values of sensitive attributes. Terraform writes
 * those in plain text, and marks them as sensitive elsewhere.
 */
export function slim(plan: JsonObject): JsonObject {
  const { format_version, terraform_version, errored, output_changes } = plan;
  const outputs = isObject(output_changes) ? output_changes : {};
  return {
    format_version,
    terraform_version,
    errored,
    resource_changes: objects(plan.resource_changes).map(slimResource),
    resource_drift: objects(plan.resource_drift).map(slimResource),
    output_changes: Object.fromEntries(
      Object.entries(outputs).map(([name, change]) => [name, isObject(change) ? slimChange(change) : null]),
    ),
    digest: digestOf(plan),
    // It needs the configuration and the state before.
    moves: movesOf(plan).map((move) => ({ ...move })),
  };
}

function slimResource(resource: JsonObject): JsonObject {
  const { address, previous_address, deposed, type, mode, action_reason, change } = resource;
  return {
    ...{ previous_address, deposed, type, mode, action_reason },
    address: typeof address === 'string' ? withoutEndpoint(address) : null,
    change: isObject(change) ? slimChange(change) : null,
  };
}

function slimChange(change: JsonObject): JsonObject {
  const { actions, importing, after_unknown, before_sensitive, after_sensitive, replace_paths } = change;
  const masked = (value: Json | undefined, marks: Json | undefined) => mask(value, marks, SENSITIVE) ?? null;
  return {
    actions,
    importing,
    before: masked(change.before, before_sensitive),
    after: masked(change.after, after_sensitive),
    after_unknown,
    before_sensitive,
    after_sensitive,
    replace_paths,
    // After masking, nothing shows that a secret changes.
    changing: changing(change),
  };
}
