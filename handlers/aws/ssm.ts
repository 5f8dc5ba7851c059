import { GetParametersCommand, type Parameter, SSMClient } from '@aws-sdk/client-ssm';
import type { Deadline } from '../lib/deadline';
import { type AwsConnections, awsCall } from './connections';

/** How many parameters one call reads at most (API: GetParameters). */
export const MOST_PARAMETERS = 10;

/** Reads SecureString parameters. */
export class ParameterStore {
  private readonly client: SSMClient;

  constructor(aws: AwsConnections) {
    this.client = new SSMClient(aws.clientConfig);
  }

  /**
   * Reads `MOST_PARAMETERS` parameters at most, in one call.
   * @param names a name or an ARN, with `:<version>` or `:<label>` behind it or without
   * @returns the values of the parameters that exist, under every name for them
   */
  async read(names: readonly string[], deadline: Deadline): Promise<Map<string, string>> {
    const command = new GetParametersCommand({ Names: [...names], WithDecryption: true });
    const about = `Parameters: ${names.join(', ')}.`;
    return awsCall(
      'SSM GetParameters',
      deadline,
      async (options) => {
        const { Parameters: found = [] } = await this.client.send(command, options);
        return new Map(found.flatMap(named));
      },
      about,
    );
  }
}

/** A value under every name that may have been asked for. AWS returns the bare name, whatever was asked. */
function named({ Name, ARN, Selector, Version, Value }: Parameter): [name: string, value: string][] {
  // The SDK passes on what was returned, whatever its types say.
  if (typeof Name !== 'string' || typeof Value !== 'string') return [];
  const selectors = [Selector ?? '', `:${Version}`];
  return [Name, ARN].flatMap((id) =>
    selectors.map((selector): [string, string] => [`${id}${selector}`, Value]),
  );
}
