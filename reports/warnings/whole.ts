import { why } from '../changes/resources';
import { code, codes } from '../markdown';
import type { Plan } from '../plan/parse';

/** Why another plan has to follow this one. */
const reasons: Readonly<Record<string, string>> = {
  instance_count_unknown: 'how many there are is not known yet',
  resource_config_unknown: 'its configuration is not known yet',
  provider_config_unknown: 'the configuration of its provider is not known yet',
  deferred_prereq: 'it needs something that is deferred, too',
  absent_prereq: 'it needs something that does not exist yet',
};

/** What is missing in the plan, one line each. */
export function missing({ failed, complete, deferred }: Plan): string[] {
  const waiting = deferred.map(({ name, type, why: reason }) => {
    const known = Object.hasOwn(reasons, reason) ? reasons[reason] : code(reason);
    return `${code(name)}${type ? ` (${code(type)})` : ''} waits for the next plan: ${known}`;
  });
  if (failed) return ['Terraform **could not finish planning**: nothing of it can be applied', ...waiting];
  if (complete) return waiting;
  return [
    'the plan covers **only a part** of the stack (`-target`, or changes that wait): after it is applied, another plan is needed. Rows below are those of this part, and what the whole costs cannot be told',
    ...waiting,
  ];
}

/** What an apply that broke off left to do, one line each. */
export function unfinished({ changes, leftovers }: Plan): string[] {
  const tainted = changes.filter(({ reason }) => reason === 'replace_because_tainted');
  return [...tainted, ...leftovers].map(
    (change) =>
      `${code(change.name)} (${code(change.type)}) is ${change.kind === 'destroy' ? 'destroyed' : 'replaced'}, ${why(change)}`,
  );
}

/** Conditions that do not hold, one line each. */
export function brokenChecks({ checks }: Plan): string[] {
  return checks.map(
    ({ address, failed, messages }) =>
      `${code(address)} ${failed ? '**fails**' : 'could not be checked'}${messages.length > 0 ? `: ${codes(messages)}` : ''}`,
  );
}

/** Actions that applying runs, one line each: what they do is in no plan. */
export function actions({ invocations }: Plan): string[] {
  return invocations.map(
    ({ action, trigger }) => `runs ${code(action)}${trigger ? `, triggered by ${code(trigger)}` : ''}`,
  );
}

/** What stays in AWS and is no longer managed, one line each. */
export function forgotten({ changes }: Plan): string[] {
  return changes
    .filter(({ kind, keepsOld }) => kind === 'forget' || keepsOld)
    .map(
      ({ name, type }) =>
        `${code(name)} (${code(type)}) **stays** in AWS as it is, costs what it costs, and Terraform no longer manages it`,
    );
}
