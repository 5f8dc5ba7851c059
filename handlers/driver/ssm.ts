import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type AwsConnections, awsCall } from './aws';
import type { Deadline } from './deadline';

/** Reads SecureString parameters by name, in one call (GetParameters takes up to 10 names). */
export class ParameterStore {
  private readonly client: SSMClient;

  constructor(aws: AwsConnections) {
    this.client = new SSMClient(aws.clientConfig);
  }

  /** @returns the values of the parameters that exist */
  async read(names: readonly string[], deadline: Deadline): Promise<Map<string, string>> {
    const command = new GetParametersCommand({ Names: [...names], WithDecryption: true });
    const { Parameters: found = [] } = await awsCall('SSM GetParameters', deadline, (options) =>
      this.client.send(command, options),
    );
    return new Map(found.map(({ Name, Value }) => [Name ?? '', Value ?? '']));
  }
}
