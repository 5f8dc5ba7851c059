import {
  ListTagsForResourceCommand,
  paginateListSubscriptionsByTopic,
  paginateListTopics,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { shownSubscription, withoutPaths } from '../../model/aws/endpoints';
import { urlOf } from '../../model/aws/url';
import type { Environment } from '../../model/environment';
import { topicName } from '../../model/names';
import { filterOf } from '../../model/notify/states';
import { UsageError } from '../../model/usage-error';
import { clientConfig } from './client';
import type { Endpoints } from './endpoints';

interface Subscribed {
  /** What SNS says in place of it until the endpoint has confirmed: `PendingConfirmation`. */
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
}

/**
 * The subscriptions of an environment's topic. Endpoints whose URLs hold a key are made here and not by Terraform, which
 * would show them in the plan and keep them in its state. Nothing here shows more of one than its protocol and host.
 */
export class Subscriptions {
  private readonly client: SNSClient;

  /**
   * @param environment with the region of the topic
   * @param topic its name; by default that of the environment's own
   */
  constructor(
    private readonly environment: Pick<
      Environment,
      'name' | 'region' | 'subscriptions' | 'budget' | 'uptime'
    >,
    private readonly topic = topicName(environment.name),
  ) {
    this.client = new SNSClient(clientConfig(environment.region));
  }

  /**
   * Subscribes and unsubscribes. Repeating it changes nothing.
   * @throws {UsageError} says what AWS rejected, what is not subscribed, and what several have
   */
  async change({ subscribe, unsubscribe }: Endpoints): Promise<void> {
    const TopicArn = await this.mustExist();
    const known = (await this.all(TopicArn)).map(({ endpoint }) => endpoint);
    // SNS refuses what is subscribed already, if it has other attributes.
    const Attributes = filterOf(this.environment);
    for (const Endpoint of subscribe.filter((one) => !known.includes(one)))
      await this.call('sns:Subscribe', () =>
        this.client.send(
          new SubscribeCommand({
            ...{ TopicArn, Protocol: 'https', Endpoint, ReturnSubscriptionArn: true },
            ...(Attributes && { Attributes }),
          }),
        ),
      );
    for (const given of unsubscribe) {
      const SubscriptionArn = this.removable(given, await this.all(TopicArn));
      await this.call('sns:Unsubscribe', () => this.client.send(new UnsubscribeCommand({ SubscriptionArn })));
    }
  }

  /** Whether it has an https endpoint with that URL or host. */
  async has(given: string): Promise<boolean> {
    return fitting(given, await this.all(await this.mustExist())).length > 0;
  }

  /** One line for each, with protocol and host; or why there is none to show. @param label what each is called */
  async listed(label = 'Subscription'): Promise<string> {
    try {
      const arn = await this.find();
      if (arn === undefined) return `${label}s: none, ${this.topic} is not deployed yet.\n`;
      const lines = (await this.all(arn)).map(({ arn: of, protocol, endpoint }) => {
        const state = isConfirmed(of) ? 'confirmed' : 'waits for its confirmation';
        return `${label}  ${shownSubscription(protocol, endpoint)}, ${state}\n`;
      });
      return lines.length > 0 ? lines.sort().join('') : `${label}s: none.\n`;
    } catch (error) {
      // Who may only store secrets has stored them.
      if (error instanceof UsageError) return `${label}s: ${error.message}\n`;
      throw error;
    }
  }

  /** @returns the ARN of the topic @throws {UsageError} if it is not deployed */
  async mustExist(): Promise<string> {
    const arn = await this.find();
    if (arn !== undefined) return arn;
    const { name, region } = this.environment;
    throw new UsageError(
      `The topic ${this.topic} does not exist in ${region} yet: deploy ${name} first, then give SUBSCRIBE. Nothing was stored.`,
    );
  }

  close(): void {
    this.client.destroy();
  }

  /** @returns the ARN of the topic; undefined if it is not deployed */
  find(): Promise<string | undefined> {
    return this.call('sns:ListTopics', async () => {
      for await (const { Topics = [] } of paginateListTopics({ client: this.client }, {}))
        for (const { TopicArn } of Topics) if (TopicArn?.endsWith(`:${this.topic}`)) return TopicArn;
      return undefined;
    });
  }

  /** The value of a tag of the topic; undefined if it has none, or the tags may not be read. */
  async tag(ResourceArn: string, name: string): Promise<string | undefined> {
    const { Tags = [] } = await this.client
      .send(new ListTagsForResourceCommand({ ResourceArn }))
      .catch(() => ({ Tags: [] }));
    return Tags.find(({ Key }) => Key === name)?.Value;
  }

  private all(TopicArn: string): Promise<Subscribed[]> {
    return this.call('sns:ListSubscriptionsByTopic', async () => {
      const found: Subscribed[] = [];
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
        { client: this.client },
        { TopicArn },
      ))
        for (const {
          SubscriptionArn: arn = '',
          Protocol: protocol = '',
          Endpoint: endpoint = '',
        } of Subscriptions)
          found.push({ arn, protocol, endpoint });
      return found;
    });
  }

  /** The ARN of the only subscription with that URL or host. */
  private removable(given: string, all: readonly Subscribed[]): string {
    const [one, ...others] = fitting(given, all);
    const host = given.includes('://') ? withoutPaths(given) : given.replace(/[/?#].*$/s, '/…');
    const what = host.includes('@') ? 'that name' : host;
    if (!one) throw new UsageError(`No https endpoint of ${what} is subscribed to ${this.topic}.`);
    if (others.length > 0)
      throw new UsageError(
        `${others.length + 1} endpoints of ${what} are subscribed: give the whole URL of one.`,
      );
    if (
      this.environment.subscriptions.some(({ endpoint }) => comparable(endpoint) === comparable(one.endpoint))
    )
      throw new UsageError(`The endpoint of ${what} is in environments.ts: remove it there, and deploy.`);
    if (!isConfirmed(one.arn))
      throw new UsageError(
        `The endpoint of ${what} has not confirmed its subscription, so it cannot be removed: AWS does so after some days.`,
      );
    return one.arn;
  }

  /** Throws a new error: AWS's message may quote the endpoint. */
  private async call<T>(what: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (thrown) {
      const { name, message } = thrown as Error;
      throw new UsageError(
        `${what} failed in ${this.environment.region} (${name}: ${withoutPaths(message)}). Check the credentials and their permissions.`,
      );
    }
  }
}

/** The https endpoints with that URL or host. */
function fitting(given: string, all: readonly Subscribed[]): Subscribed[] {
  const fits = ({ endpoint }: Subscribed) =>
    given.includes('://') ? comparable(endpoint) === comparable(given) : urlOf(endpoint)?.host === given;
  return all.filter(({ protocol }) => protocol === 'https').filter(fits);
}

const isConfirmed = (arn: string): boolean => arn.startsWith('arn:');

/** SNS shows asterisks in place of a password. */
const comparable = (endpoint: string): string =>
  endpoint.replace(/^(https:\/\/[^\s/@:]*):[^\s/@]*@/, '$1:****@');
