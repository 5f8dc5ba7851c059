import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { S3Backend, type S3BackendConfig, type TerraformStack } from 'cdktf';
import type { Settings } from '../../model/environment';
import { remoteStateKey } from '../../model/names';

export interface ProviderOptions {
  readonly settings: Settings;
  readonly region: string;
  readonly accountId?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly emulated: boolean;
}

/** The AWS provider of a stack: its region, the only account it works in, the tags of all its resources. */
export function useProvider(stack: TerraformStack, options: ProviderOptions): void {
  new AwsProvider(stack, 'aws', {
    region: options.region,
    ...(options.accountId !== undefined && { allowedAccountIds: [options.accountId] }),
    defaultTags: [{ tags: { ...options.tags, Project: options.settings.project, ManagedBy: 'cdktf' } }],
    // An emulator answers 500 to what it lacks, which the provider would repeat for minutes; and now and then to a call
    // that meets another one, which succeeds when it is repeated.
    ...(options.emulated && { maxRetries: 3, s3UsePathStyle: true }),
  });
}

/** Keeps the stack's state in the bucket of the stack `state`, encrypted and locked by S3 itself. */
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
    // cdktf 0.21 passes it on and does not know it; it is experimental in Terraform 1.10 and stable from 1.11.
    useLockfile: true,
    ...(emulated && { usePathStyle: true }),
  };
  new S3Backend(stack, config);
}
