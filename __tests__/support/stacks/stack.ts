import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import type { Construct } from 'constructs';
import { type Code, packAll } from '../../../handlers/bundle/archive';
import { type FunctionName, functionNames } from '../../../handlers/bundle/collectors';
import type { Environment } from '../../../model/environment';
import { Account } from '../../../stacks/account';
import { EnvironmentStack } from '../../../stacks/environment';
import { stackOf } from './synthesized';

/** Resources or data by type and logical id, with their attributes. */
export type Blocks = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
export type Attributes = Readonly<Record<string, unknown>>;

/** The parts of synthesized Terraform that tests use. */
export interface Terraform {
  readonly resource: Blocks;
  readonly data: Blocks;
  readonly output?: Readonly<Record<string, { readonly value: string }>>;
  readonly moved?: readonly Attributes[];
  readonly provider: { readonly aws: readonly Attributes[] };
  readonly terraform: { readonly backend: { readonly s3: Attributes } };
}

export interface Built {
  readonly terraform: Terraform;
  /** Removes the hashes that cdktf puts in names and paths, so that a snapshot shows only our decisions. */
  readonly hcl: string;
}

/** Synthesizes one construct in its own stack, in both formats. */
export function built(build: (scope: Construct) => Construct): Built {
  return {
    terraform: JSON.parse(Testing.synth(stackOf(build))) as Terraform,
    hcl: Testing.synthHcl(stackOf(build)).replace(/_[0-9A-F]{8}\b/g, ''),
  };
}

export const accountIn = (scope: Construct): Account => new Account(scope, 'account', 'us-east-1');

/** The only block of a type. */
export function only(blocks: Blocks, type: string): Attributes {
  const [first, ...others] = Object.values(blocks[type] ?? {});
  if (!first || others.length > 0) throw new Error(`there are ${others.length + (first ? 1 : 0)} of ${type}`);
  return first;
}

/** The statements of all policy documents. */
export function statements(terraform: Terraform): readonly Attributes[] {
  return Object.values(terraform.data.aws_iam_policy_document ?? {}).flatMap(
    ({ statement }) => statement as Attributes[],
  );
}

/** Archives with arbitrary content, which these tests do not use. */
export function withCode<T>(use: (code: Readonly<Record<FunctionName, Code>>) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'code-'));
  try {
    const bundle = join(folder, 'index.js');
    writeFileSync(bundle, 'exports.handler = async () => {};\n');
    const bundles = Object.fromEntries(functionNames.map((service) => [service, bundle]));
    return use(packAll(bundles, join(folder, 'packed')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The whole stack of an environment. */
export function environmentStack(environment: Environment, emulated = false): Terraform {
  return withCode((code) =>
    JSON.parse(Testing.synth(new EnvironmentStack(Testing.app(), { environment, code, emulated }))),
  );
}

/** Resources by address, in JSON. */
export const addresses = ({ resource, data }: Terraform): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      ...resource,
      ...Object.fromEntries(Object.entries(data).map(([k, v]) => [`data.${k}`, v])),
    }).flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([id, block]) => [`${type}.${id}`, JSON.stringify(block)]),
    ),
  );
