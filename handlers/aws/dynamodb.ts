import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { Deadline } from '../lib/deadline';
import { ProtocolError } from '../lib/errors';
import { parsed } from '../lib/schema';
import {
  NOTHING,
  parseState,
  type RevisionChange,
  reasonOf,
  STATE_VERSION,
  type State,
  type Store,
  type Stored,
  unreadableState,
} from '../lib/state';
import { type AwsConnections, awsCall } from './connections';

/** What an item of any version has. */
const versionSchema = v.object({ version: v.object({ N: v.string() }) });
/** An item of this version. Without a revision no run could save again, and no error would say why. */
const itemSchema = v.object({
  revision: v.object({ S: v.string() }),
  state: v.union([v.object({ S: v.string() }), v.object({ B: v.instance(Uint8Array) })]),
});

/** A larger state is compressed: the data of hours without CloudWatch repeat themselves. */
const LARGEST_PLAIN = 100_000;
/** An item may have 400 KB. A compressed state has at most this many bytes. */
const LARGEST_PACKED = 280_000;
/** Far more than such a state has; what a damaged item unpacks to must not fill the memory. */
const LARGEST_UNPACKED = 50_000_000;

/** A state as an attribute: a text, or compressed bytes. */
function packed(state: State): { S: string } | { B: Uint8Array } {
  const json = JSON.stringify(state);
  return json.length <= LARGEST_PLAIN ? { S: json } : { B: gzipSync(json) };
}

/** @throws {ProtocolError} when the bytes cannot be unpacked */
function textOf(state: v.InferOutput<typeof itemSchema>['state'], key: string): string {
  if ('S' in state) return state.S;
  try {
    return gunzipSync(state.B, { maxOutputLength: LARGEST_UNPACKED }).toString();
  } catch {
    throw unreadableState(key);
  }
}

type Item = Record<string, AttributeValue>;

/** Before the rest of a batch is asked for; then twice as long each time. */
const FIRST_PAUSE_MS = 50;

/** An item that no run has written for this long belongs to an environment that was deleted. */
const LIFETIME_SECONDS = 30 * 24 * 3600;

/**
 * The state in a DynamoDB table with the string key `target` and the TTL attribute `expiresAt`. A save succeeds only
 * on the revision that was loaded, so that of two concurrent runs one wins and the other knows.
 */
export class DynamoStore implements Store {
  private readonly client: DynamoDBClient;

  constructor(
    private readonly table: string,
    aws: AwsConnections,
  ) {
    this.client = new DynamoDBClient(aws.clientConfig);
  }

  async load(key: string, deadline: Deadline): Promise<Stored> {
    const command = new GetItemCommand({
      TableName: this.table,
      Key: { target: { S: key } },
      ConsistentRead: true,
    });
    const { Item: item } = await awsCall('DynamoDB GetItem', deadline, (options) =>
      this.client.send(command, options),
    );
    return this.opened(item, key);
  }

  async loadAll(
    keys: readonly string[],
    deadline: Deadline,
  ): Promise<ReadonlyMap<string, Stored | ProtocolError>> {
    const items = new Map<unknown, Item>();
    let pending: Item[] = keys.map((key) => ({ target: { S: key } }));
    // DynamoDB leaves keys out when it is short of capacity, and when the items have more than 16 MB (API: BatchGetItem).
    for (let pauseMs = FIRST_PAUSE_MS; pending.length > 0; pauseMs *= 2) {
      const { found, left } = await this.batch(pending, deadline);
      for (const item of found) items.set(item.target?.S, item);
      pending = left;
      if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, deadline.allow(pauseMs)));
    }
    const opened = (key: string): Stored | ProtocolError => {
      try {
        return this.opened(items.get(key), key);
      } catch (error) {
        return reasonOf(error);
      }
    };
    return new Map(keys.map((key) => [key, opened(key)]));
  }

  private async batch(keys: Item[], deadline: Deadline): Promise<{ found: Item[]; left: Item[] }> {
    const { table } = this;
    const command = new BatchGetItemCommand({
      RequestItems: { [table]: { Keys: keys, ConsistentRead: true } },
    });
    const answer = await awsCall('DynamoDB BatchGetItem', deadline, (options) =>
      this.client.send(command, options),
    );
    return {
      found: answer.Responses?.[table] ?? [],
      left: answer.UnprocessedKeys?.[table]?.Keys ?? [],
    };
  }

  /** @throws {ProtocolError} when it cannot be read */
  private opened(item: Item | undefined, key: string): Stored {
    if (!item) return NOTHING;
    const version = parsed(versionSchema, item)?.version.N;
    if (version !== String(STATE_VERSION))
      throw new ProtocolError(
        `The item ${key} in table ${this.table} has state version ${version ?? 'unknown'}, this collector reads ${STATE_VERSION}. ` +
          'Deploy the collector that wrote it, or delete the item: the next run then starts from scratch.',
      );
    const read = parsed(itemSchema, item);
    if (!read) throw unreadableState(key);
    return { state: parseState(textOf(read.state, key), key), revision: read.revision.S };
  }

  bounded(state: State): State {
    let { unsent } = state;
    const fits = (): boolean => {
      const attribute = packed({ ...state, unsent });
      return 'S' in attribute || attribute.B.length <= LARGEST_PACKED;
    };
    while (unsent.length > 0 && !fits()) unsent = unsent.slice(Math.ceil(unsent.length / 8));
    return unsent === state.unsent ? state : { ...state, unsent };
  }

  async save(key: string, state: State, { from, to }: RevisionChange, deadline: Deadline): Promise<boolean> {
    const command = new PutItemCommand({
      TableName: this.table,
      Item: {
        target: { S: key },
        version: { N: String(STATE_VERSION) },
        revision: { S: to },
        state: packed(state),
        expiresAt: { N: String(Math.floor(Date.now() / 1000) + LIFETIME_SECONDS) },
      },
      // The item may have the new revision already: an earlier attempt was written, and its response was lost.
      ConditionExpression: 'attribute_not_exists(target) OR revision IN (:from, :to)',
      ExpressionAttributeValues: { ':from': { S: from ?? 'none' }, ':to': { S: to } },
    });
    return awsCall('DynamoDB PutItem', deadline, (options) =>
      this.client.send(command, options).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ConditionalCheckFailedException) return false;
          throw error;
        },
      ),
    );
  }
}
