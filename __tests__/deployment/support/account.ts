import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { collectorsOf } from '../../../model/collector';
import type { Environment } from '../../../model/environment';
import { environments } from '../../fixtures/environments';
import { startMoto } from '../../support/aws/moto';
import { Emulator } from './emulator';
import { type Variables, variables } from './terraform';

/** An empty AWS account and a folder for synthesis. `close` removes both. */
export interface TestAccount {
  readonly aws: Emulator;
  readonly env: Variables;
  readonly folder: string;
  close(): Promise<void>;
}

export async function openAccount(): Promise<TestAccount> {
  const moto = await startMoto();
  const folder = mkdtempSync(join(tmpdir(), 'deploy test ')); // With spaces, as on some people's machines.
  return {
    aws: new Emulator(moto.url),
    env: variables(moto.url),
    folder,
    close: async () => {
      await moto.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** For the SDK's clients. */
export const clientOf = ({ aws }: TestAccount) => ({
  endpoint: aws.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/**
 * Stores the secrets of every environment.
 * @param values by the name of the parameter, or by variable; the others get a canary
 */
export async function storeSecrets(
  account: TestAccount,
  values: Readonly<Record<string, string>>,
  canary: string,
  of: readonly Environment[] = environments,
): Promise<void> {
  const ssm = new SSMClient(clientOf(account));
  const secrets = of.flatMap(collectorsOf).flatMap((collector) => collector.secrets);
  for (const { name: Name, variable, parameter } of secrets) {
    const Value = values[Name] ?? values[variable] ?? `${canary}-${parameter}`;
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
  }
  ssm.destroy();
}
