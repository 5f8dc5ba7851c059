import { stateKey } from '../../model/names';
import { variableOf } from '../../model/variables';
import { CloudWatchPublisher, type Publisher } from '../aws/cloudwatch';
import { AwsConnections } from '../aws/connections';
import { DynamoStore } from '../aws/dynamodb';
import { Secrets } from '../aws/secrets';
import type { Env } from '../lib/env';
import { Redactor } from '../lib/redact';
import { MemoryStore, type Store } from '../lib/state';
import type { Outbox } from './outbox';
import type { Settings } from './settings';

/** What outlives a run in a warm process: clients without open sockets, secrets, and data that were stored nowhere else. */
export class Runtime {
  readonly aws = new AwsConnections();
  readonly redactor = new Redactor();
  readonly secrets: Secrets;
  private readonly outboxes = new Map<string, Outbox>();
  private cachedAround?: Around;

  constructor(
    readonly env: Env,
    secretNames: readonly string[],
  ) {
    // When a signature does not match, AWS quotes what was signed, including the session token.
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
      this.redactor.learn(variableOf(env, name) ?? '');
    this.secrets = new Secrets(secretNames, this.aws, this.redactor);
  }

  /** The store and the publisher: the same for all runs, because the function's variables do not change while the process lives. */
  around({ environment, namespace, stateTable }: Settings): Around {
    this.cachedAround ??= {
      store: stateTable ? new DynamoStore(stateTable, this.aws) : new MemoryStore(),
      publisher: new CloudWatchPublisher(this.aws, namespace, environment),
    };
    return this.cachedAround;
  }

  /** The outbox of a database, the same for all runs. @param database its name; undefined for the unnamed one */
  outbox(service: string, settings: Settings, database: string | undefined): Outbox {
    const key = stateKey({ environment: settings.environment, service, database });
    const outbox = this.outboxes.get(key) ?? {
      key,
      database,
      store: this.around(settings).store,
      unstored: [],
    };
    this.outboxes.set(key, outbox);
    return outbox;
  }
}

/** What all databases of a function have in common. */
interface Around {
  readonly store: Store;
  readonly publisher: Publisher;
}
