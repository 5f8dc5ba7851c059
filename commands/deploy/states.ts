import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../model/environment';
import { isEmulated } from '../../model/variables';
import type { JsonObject } from '../../reports/plan/json';
import { statesConfig } from '../../stacks/remote-state/backend';
import { plain, resourcesIn, stateOf } from '../shared/standing';
import { DeployError, Terraform } from '../shared/terraform';

/** What is deployed, by the states in the bucket; read with the credentials and settings that Terraform has anyway. */
export interface States {
  /** The names of the stacks that have a state, also an empty one. Sorted. */
  readonly names: readonly string[];
  /**
   * The attributes of the resources in a state; empty if there is no such state.
   * @throws {DeployError} if it cannot be read: then nobody knows whether something is deployed
   */
  resources(name: string): Promise<readonly JsonObject[]>;
}

/**
 * The names in what `terraform workspace list` wrote, sorted, without `default`. A name stands behind two characters, and
 * sentences follow, such as one about TF_WORKSPACE: taken as a name, Terraform would create a state for it.
 */
export function namesIn(listed: string): string[] {
  return listed
    .split('\n')
    .flatMap((line) => /^[ *] (\S.*?)\s*$/.exec(line)?.[1] ?? [])
    .filter((name) => name !== 'default')
    .sort();
}

/**
 * Does something with the states of a project.
 * @param at where they are; by default those of all stacks of the project
 * @throws {DeployError} if they cannot be listed
 */
export async function withStates<T>(
  settings: Settings,
  work: (states: States) => Promise<T>,
  at?: { readonly prefix: string; readonly key: string },
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'states-'));
  try {
    const config = statesConfig(settings, isEmulated(process.env), at);
    writeFileSync(join(folder, 'main.tf.json'), JSON.stringify(config));
    const terraform = new Terraform(folder, settings.remoteState);
    // A workspace or a folder of the user's own would be another place.
    const { TF_DATA_DIR: _, ...env } = process.env;
    const read = (args: readonly string[], workspace: string) =>
      terraform.read(args, { ...env, TF_WORKSPACE: workspace });
    await read(['init', '-input=false', '-no-color'], 'default');
    const names = namesIn(await read(['workspace', 'list', '-no-color'], 'default'));
    return await work({
      names,
      // Terraform creates a state that it does not find.
      resources: async (name) =>
        names.includes(name) ? resourcesOf(name, () => read(['state', 'pull', '-no-color'], name)) : [],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function resourcesOf(name: string, pull: () => Promise<string>): Promise<readonly JsonObject[]> {
  try {
    const pulled = await pull();
    if (pulled.trim() === '') return [];
    const state = stateOf(pulled);
    if (state) return resourcesIn(state);
    throw new DeployError('what Terraform wrote is not a state.');
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    throw new DeployError(`The state of ${name} cannot be read: ${plain(error.message).trim()}`);
  }
}
