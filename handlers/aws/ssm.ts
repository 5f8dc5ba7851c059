import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Deadline } from '../lib/deadline';
import { type AwsConnections, awsCall } from './connections';

/** Reads SecureString parameters by name, in one call (GetParameters takes up to 10 names). */
export class ParameterStore {
  private readonly client: SSMClient;

  constructor(aws: AwsConnections) {
    this.client = new SSMClient(aws.clientConfig);
  }

  /** @returns the values of the parameters that exist */
  async read(names: readonly string[], deadline: Deadline): Promise<Map<string, string>> {
    const command = new GetParametersCommand({ Names: [...names], WithDecryption: true });
    return awsCall('SSM GetParameters', deadline, async (options) => {
      const { Parameters: found = [] } = await this.client.send(command, options);
      // The SDK passes on what was returned, whatever its types say.
      const named = found.filter(({ Name, Value }) => typeof Name === 'string' && typeof Value === 'string');
      return new Map(named.map(({ Name = '', Value = '' }) => [Name, Value]));
    });
  }
}
