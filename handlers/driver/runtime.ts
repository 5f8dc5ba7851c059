import { stateKey } from '../../model/names';
import { variableOf } from '../../model/variables';
import { CloudWatchPublisher } from '../aws/cloudwatch';
import { AwsConnections } from '../aws/connections';
import { DynamoStore } from '../aws/dynamodb';
import { Secrets } from '../aws/secrets';
import type { Env } from '../lib/env';
import { Redactor } from '../lib/redact';
import { MemoryStore } from '../lib/state';
import type { Outbox } from './outbox';
import type { Settings } from './settings';

/** What outlives a run in a warm process: clients without open sockets, secrets, and data that were stored nowhere else. */
export class Runtime {
  readonly aws = new AwsConnections();
  readonly redactor = new Redactor();
  readonly secrets: Secrets;
  private cachedOutbox?: Outbox;

  constructor(
    readonly env: Env,
    secretNames: readonly string[],
  ) {
    // When a signature does not match, AWS quotes what was signed, including the session token.
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
      this.redactor.learn(variableOf(env, name) ?? '');
    this.secrets = new Secrets(secretNames, this.aws, this.redactor);
  }

  /** The outbox of this function: one for all runs, because its variables do not change while the process lives. */
  outbox(service: string, { environment, namespace, stateTable }: Settings): Outbox {
    this.cachedOutbox ??= {
      key: stateKey({ environment, service }),
      store: stateTable ? new DynamoStore(stateTable, this.aws) : new MemoryStore(),
      publisher: new CloudWatchPublisher(this.aws, namespace, environment),
      unstored: [],
    };
    return this.cachedOutbox;
  }
}
