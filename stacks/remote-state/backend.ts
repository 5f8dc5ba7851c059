import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import { S3Backend, type S3BackendConfig, type TerraformStack } from 'cdktf';
import type { Settings } from '../../model/environment';
import { remoteStateKey } from '../../model/names';
import { UPTIME_REGION } from '../../model/uptime/check';
import { writeReferences } from '../hcl-references';

export interface ProviderOptions {
  readonly settings: Settings;
  readonly region: string;
  readonly accountId?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly emulated: boolean;
}

/** Configures a stack's AWS provider: region, the only allowed account, and the tags of all resources. */
export function useProvider(stack: TerraformStack, options: ProviderOptions): void {
  new AwsProvider(stack, 'aws', configOf(options));
}

/** A further provider, for what has to be in us-east-1; otherwise as the stack's own. */
export function usProvider(stack: TerraformStack, options: ProviderOptions): AwsProvider {
  return new AwsProvider(stack, 'aws-us-east-1', {
    ...configOf({ ...options, region: UPTIME_REGION }),
    alias: 'us_east_1',
  });
}

function configOf(options: ProviderOptions): AwsProviderConfig {
  return {
    region: options.region,
    ...(options.accountId !== undefined && { allowedAccountIds: [options.accountId] }),
    defaultTags: [{ tags: { ...options.tags, Project: options.settings.project, ManagedBy: 'cdktf' } }],
    // An emulator responds with 500 to what it lacks, and the provider would retry for minutes. Now and then it also
    // responds with 500 to a call that coincides with another one; a retry of that call succeeds.
    ...(options.emulated && { maxRetries: 3, s3UsePathStyle: true }),
  };
}

/** The first version of Terraform whose lock in S3 is not experimental. An older one stops before it reads anything else. */
export const TERRAFORM = '>= 1.11.0';

/** Keeps the stack's state in the bucket of the stack `state`, with encryption and S3-native locking. */
export function useRemoteState(
  stack: TerraformStack,
  name: string,
  { project, remoteState }: Settings,
  emulated: boolean,
): void {
  const config: S3BackendConfig & { readonly useLockfile: boolean } = {
    bucket: remoteState.bucket,
    region: remoteState.region,
    key: remoteStateKey(project, name),
    encrypt: true,
    // cdktf 0.21 has no type for it but passes it on.
    useLockfile: true,
    ...(emulated && { usePathStyle: true }),
  };
  new S3Backend(stack, config);
  requireTerraform(stack);
}

/** In a file of its own, beside both forms of a stack: cdktf 0.21 writes no version of Terraform into HCL. */
function requireTerraform(stack: TerraformStack): void {
  const { synthesizer } = stack;
  stack.synthesizer = {
    synthesize: (session) => {
      synthesizer.synthesize(session);
      const folder = join(session.outdir, session.manifest.forStack(stack).workingDirectory);
      writeReferences(folder);
      const content = { terraform: { required_version: TERRAFORM } };
      writeFileSync(join(folder, 'versions.tf.json'), `${JSON.stringify(content, undefined, 2)}\n`);
    },
  };
}

/**
 * A configuration with which Terraform lists and reads the states of a project: for the S3 backend, what is stored at
 * `<prefix>/<name>/<key>` is a workspace of that name.
 * @param at the prefix and the key; by default, those of all stacks of the project
 */
export function statesConfig(
  { project, remoteState: { bucket, region } }: Settings,
  emulated: boolean,
  at: { readonly prefix: string; readonly key: string } = { prefix: project, key: 'terraform.tfstate' },
): object {
  const s3 = { bucket, region, key: at.key, workspace_key_prefix: at.prefix };
  return { terraform: { backend: { s3: { ...s3, ...(emulated && { use_path_style: true }) } } } };
}
