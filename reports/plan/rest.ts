import { managed } from './change';
import { isArray, isObject, type Json, type JsonObject, objects, text } from './json';
import { addressWithoutKeys, mask, UNKNOWN, withoutKeysIn, withoutSecrets } from './mask';

/** What a plan says beside the changes of its resources. */
export interface Rest {
  /** False if applying it does not do everything that the configuration asks for: another plan has to follow. */
  readonly complete: boolean;
  /** Changes and actions that wait for another plan. */
  readonly deferred: readonly Deferred[];
  /** Actions that applying runs (Terraform 1.14): they do something outside the state. */
  readonly invocations: readonly Invocation[];
  readonly outputs: readonly OutputChange[];
  /** Conditions of the configuration that do not hold, or could not be evaluated. */
  readonly checks: readonly FailedCheck[];
}
export interface Deferred {
  /** The name of the resource, or the address of the action. */
  readonly name: string;
  /** Of a resource. */
  readonly type?: string;
  /** Terraform's word for the reason, such as `resource_config_unknown`. */
  readonly why: string;
}
export interface Invocation {
  readonly action: string;
  /** The resource that triggers it, and when. */
  readonly trigger: string | undefined;
}
export interface OutputChange {
  readonly name: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}
export interface FailedCheck {
  readonly address: string;
  readonly failed: boolean;
  readonly messages: readonly string[];
}

/** Reads what a plan or a slim plan says beside the changes of its resources. */
export function restOf(plan: JsonObject): Rest {
  return {
    complete: plan.complete !== false,
    deferred: [
      ...objects(plan.deferred_changes).flatMap(({ reason, resource_change: change }) =>
        isObject(change)
          ? managed(change).map(({ name, type }) => ({ name, type, why: text(reason) ?? 'unknown' }))
          : [],
      ),
      ...objects(plan.deferred_action_invocations).map((deferred) => ({
        name: invocation(invocationIn(deferred)).action,
        why: text(deferred.reason) ?? 'unknown',
      })),
    ],
    invocations: objects(plan.action_invocations).map(invocation),
    outputs: isObject(plan.output_changes) ? Object.entries(plan.output_changes).flatMap(output) : [],
    checks: objects(plan.checks).flatMap(check),
  };
}

/** A deferred one is wrapped, as deferred changes are. */
const invocationIn = ({ action_invocation: inner }: JsonObject): JsonObject => (isObject(inner) ? inner : {});

function invocation({ address, lifecycle_action_trigger: by }: JsonObject): Invocation {
  const [resource, event] = isObject(by)
    ? [text(by.triggering_resource_address), text(by.action_trigger_event)]
    : [];
  return {
    action: addressWithoutKeys(text(address) ?? 'an action'),
    trigger: resource && [event, addressWithoutKeys(resource)].filter(Boolean).join(' '),
  };
}

function output([name, change]: [string, Json | undefined]): OutputChange[] {
  if (!isObject(change) || !isArray(change.actions)) return [];
  if (change.actions.every((action) => action === 'no-op' || action === 'read')) return [];
  const { before, after } = withoutSecrets(change);
  return [{ name, before, after: mask(after, change.after_unknown, UNKNOWN) }];
}

function check({ address, status, instances }: JsonObject): FailedCheck[] {
  if (status !== 'fail' && status !== 'error') return [];
  const where = isObject(address) ? text(address.to_display) : undefined;
  const problems = objects(instances).flatMap((instance) => objects(instance.problems));
  return [
    {
      address: addressWithoutKeys(where ?? 'a check'),
      failed: status === 'fail',
      messages: problems.flatMap(({ message }) => {
        const said = text(message);
        return said ? [withoutKeysIn(said)] : [];
      }),
    },
  ];
}

/** What `restOf` reads, without secrets and without what the actions are configured with. */
export function slimRest(plan: JsonObject, slimResource: (raw: JsonObject) => JsonObject): JsonObject {
  const { complete, applyable } = plan;
  return {
    complete,
    applyable,
    deferred_changes: objects(plan.deferred_changes).map(({ reason, resource_change: change }) => ({
      reason,
      resource_change: isObject(change) ? slimResource(change) : null,
    })),
    action_invocations: objects(plan.action_invocations).map(slimInvocation),
    deferred_action_invocations: objects(plan.deferred_action_invocations).map((deferred) => ({
      reason: deferred.reason ?? null,
      action_invocation: slimInvocation(invocationIn(deferred)),
    })),
    output_changes: isObject(plan.output_changes)
      ? Object.fromEntries(
          Object.entries(plan.output_changes).map(([name, change]) => [
            name,
            isObject(change) ? slimOutput(change) : null,
          ]),
        )
      : undefined,
    checks: objects(plan.checks).map(({ address, status, instances }) => ({
      address: isObject(address) ? { to_display: withoutKeysIn(text(address.to_display) ?? '') } : null,
      status,
      instances: objects(instances).map(({ problems }) => ({
        problems: objects(problems).map(({ message }) => ({ message: withoutKeysIn(text(message) ?? '') })),
      })),
    })),
  };
}

const slimInvocation = ({ address, lifecycle_action_trigger }: JsonObject): JsonObject => ({
  address,
  lifecycle_action_trigger,
});

function slimOutput(change: JsonObject): JsonObject {
  const { actions, after_unknown, before_sensitive, after_sensitive } = change;
  const { before = null, after = null } = withoutSecrets(change);
  return { actions, before, after, after_unknown, before_sensitive, after_sensitive };
}
