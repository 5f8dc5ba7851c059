import {
  DescribeParametersCommand,
  GetServiceSettingCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { Environment } from '../../model/environment';
import { UsageError } from '../../model/usage-error';
import { type StoredSecret, variableOf } from '../../model/variables';
import { clientConfig } from './client';
import type { Given } from './input';

/** What may be shown about a secret. */
export interface Stored {
  readonly secret: StoredSecret;
  /** When it was last stored; undefined if it is not stored. */
  readonly at: Date | undefined;
  readonly version: number | undefined;
}

/** What a failed call was about. */
interface Storing {
  readonly secret: string;
  readonly value: string;
  readonly done: readonly string[];
}

/** The secrets of one environment in SSM, as SecureStrings. Values go in; nothing here can read one. */
export class SecretStore {
  private readonly client: SSMClient;

  /** @throws {UsageError} if this process does not verify servers: secrets would go to any of them */
  constructor(private readonly environment: Environment) {
    if (variableOf(process.env, 'NODE_TLS_REJECT_UNAUTHORIZED') === '0')
      throw new UsageError(
        'NODE_TLS_REJECT_UNAUTHORIZED=0 disables TLS verification: unset it. To trust a private CA, set NODE_EXTRA_CA_CERTS.',
      );
    this.client = new SSMClient(clientConfig(environment.region));
  }

  /** @throws {UsageError} says what AWS rejected */
  async list(secrets: readonly StoredSecret[]): Promise<Stored[]> {
    const Values = secrets.map(({ name }) => name);
    const command = new DescribeParametersCommand({
      ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values }],
      MaxResults: 50,
    });
    const { Parameters: found = [] } = await this.call('ssm:DescribeParameters', () =>
      this.client.send(command),
    );
    return secrets.map((secret) => {
      const of = found.find(({ Name }) => Name === secret.name);
      return { secret, at: of?.LastModifiedDate, version: of?.Version };
    });
  }

  /** @throws {UsageError} says what AWS rejected, and which secrets were stored before that */
  async store(given: readonly Given[]): Promise<void> {
    const done: string[] = [];
    for (const { secret, value } of given) {
      const command = new PutParameterCommand({
        Name: secret.name,
        Description: secret.description,
        Value: value,
        Type: 'SecureString',
        Tier: 'Standard',
        Overwrite: true,
      });
      await this.call('ssm:PutParameter', () => this.client.send(command), {
        secret: secret.variable,
        value,
        done,
      });
      done.push(secret.variable);
    }
  }

  /**
   * Checks that the credentials are for the environment's account.
   * @throws {UsageError} names both accounts
   */
  async checkAccount(): Promise<void> {
    const { name, accountId } = this.environment;
    if (accountId === undefined) return;
    const { accountId: known } = await this.call('Signing in', () => this.client.config.credentials());
    const actual = known ?? (await this.accountOfRegion());
    if (actual !== accountId)
      throw new UsageError(
        `The AWS credentials are for account ${actual}, but environments.ts sets ${accountId} for ${name}. Nothing was stored.`,
      );
  }

  /** Credentials do not always name their account; the ARN of any SSM setting does. */
  private async accountOfRegion(): Promise<string> {
    const command = new GetServiceSettingCommand({
      SettingId: '/ssm/parameter-store/default-parameter-tier',
    });
    const { ServiceSetting } = await this.call('ssm:GetServiceSetting', () => this.client.send(command));
    return ServiceSetting?.ARN?.split(':')[4] ?? 'unknown';
  }

  close(): void {
    this.client.destroy();
  }

  /** Throws a new error: the SDK's error contains the request, and AWS's message may quote the value. */
  private async call<T>(what: string, send: () => Promise<T>, storing?: Storing): Promise<T> {
    try {
      return await send();
    } catch (thrown) {
      const { name, message } = thrown as Error;
      const { secret, value, done } = storing ?? { done: [] };
      const said = value ? message.replaceAll(value, '***') : message;
      const which = secret ? ` for ${secret}` : '';
      const stored = done.length > 0 ? ` Stored before that: ${done.join(', ')}.` : '';
      throw new UsageError(
        `${what}${which} failed in ${this.environment.region} (${name}: ${said}). Check the credentials and their permissions.${stored}`,
      );
    }
  }
}
