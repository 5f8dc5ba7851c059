import { stateKey } from '../../model/names';
import { CloudWatchPublisher } from '../aws/cloudwatch';
import { AwsConnections } from '../aws/connections';
import { DynamoStore } from '../aws/dynamodb';
import { Secrets } from '../aws/secrets';
import type { Env } from '../lib/env';
import { Redactor } from '../lib/redact';
import { MemoryStore } from '../lib/state';
import type { Destination } from './outbox';
import type { Settings } from './settings';

/** What outlives a run in a warm process: clients without sockets, secrets, and what found no other place. */
export class Warm {
  readonly aws = new AwsConnections();
  readonly redactor = new Redactor();
  readonly secrets: Secrets;
  private kept?: Destination;

  constructor(
    readonly env: Env,
    secretNames: readonly string[],
  ) {
    // AWS quotes what was signed when a signature does not match, the session token included.
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) this.redactor.learn(env[name] ?? '');
    this.secrets = new Secrets(secretNames, this.aws);
  }

  /** Where this function delivers to. Its variables never change while the process lives. */
  destination(service: string, { environment, namespace, stateTable }: Settings): Destination {
    this.kept ??= {
      key: stateKey(environment, service),
      store: stateTable ? new DynamoStore(stateTable, this.aws) : new MemoryStore(),
      publisher: new CloudWatchPublisher(this.aws, namespace, environment),
      stranded: [],
    };
    return this.kept;
  }
}
