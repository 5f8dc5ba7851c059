import type { Environment } from '../../model/environment';
import { uptimeTopicName } from '../../model/names';
import { checksIn, UPTIME_REGION } from '../../model/uptime/check';
import type { Endpoints } from './endpoints';
import { Subscriptions } from './subscriptions';

/** The topics of an environment: its own, and that of its uptime checks in us-east-1 where that is another one. */
export class Topics {
  private readonly own: Subscriptions;
  private readonly uptime: Subscriptions | undefined;

  constructor(environment: Environment) {
    this.own = new Subscriptions(environment);
    const { name, region, subscriptions, uptime } = environment;
    // A budget tells the environment's own topic only.
    if (checksIn(environment).length > 0 && region !== UPTIME_REGION)
      this.uptime = new Subscriptions(
        { name, region: UPTIME_REGION, subscriptions, uptime },
        uptimeTopicName(name),
      );
  }

  /** @throws {UsageError} if one of them is not deployed */
  async mustExist(): Promise<void> {
    await this.own.mustExist();
    await this.uptime?.mustExist();
  }

  /**
   * Subscribes to each, and unsubscribes from each. Of the further one only what it has: it may be newer than the subscription.
   * @throws {UsageError} as `Subscriptions.change`
   */
  async change({ subscribe, unsubscribe }: Endpoints): Promise<void> {
    await this.own.change({ subscribe, unsubscribe });
    const { uptime } = this;
    if (!uptime) return;
    const there: string[] = [];
    for (const given of unsubscribe) if (await uptime.has(given)) there.push(given);
    await uptime.change({ subscribe, unsubscribe: there });
  }

  /** The subscriptions of each, a line for each. */
  async listed(): Promise<string> {
    return (await this.own.listed()) + ((await this.uptime?.listed('Uptime subscription')) ?? '');
  }

  close(): void {
    this.own.close();
    this.uptime?.close();
  }
}
