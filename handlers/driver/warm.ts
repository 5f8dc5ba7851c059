import { stateKey } from '../../thresholds/names';
import { AwsConnections } from './aws';
import { CloudWatchPublisher } from './cloudwatch';
import type { Destination } from './deliver';
import { DynamoStore } from './dynamodb';
import { Redactor } from './redact';
import { Secrets } from './secrets';
import type { Settings } from './settings';
import { MemoryStore } from './state';
import type { Environment } from './variables';

/** What outlives a run in a warm process: clients without sockets, secrets, and what found no other place. */
export class Warm {
  readonly aws = new AwsConnections();
  readonly redactor = new Redactor();
  readonly secrets: Secrets;
  private kept?: Destination;

  constructor(
    readonly env: Environment,
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
