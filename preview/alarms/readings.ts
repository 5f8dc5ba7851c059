import type { Published, PublishedDatum } from '../../model/alarms/alarm-resource';

/** What CloudWatch received, by service and metric, as far back as alarms look. */
export class Readings {
  private readonly services = new Map<string, Record<string, PublishedDatum[]>>();

  /** @param keepMs how far back alarms look */
  constructor(private readonly keepMs: number) {}

  /** The values of a service, each metric in the order of its timestamps. */
  of(service: string): Published {
    return this.services.get(service) ?? {};
  }

  /** Adds values, and forgets what no alarm looks at any more. */
  add(service: string, published: Published, now: number): void {
    const metrics = this.services.get(service) ?? {};
    for (const [name, data] of Object.entries(published)) metrics[name] = [...(metrics[name] ?? []), ...data];
    for (const [name, data] of Object.entries(metrics)) {
      // What could not be published at once comes later, with its own timestamp.
      data.sort((a, b) => a.at - b.at);
      const kept = data.findIndex(({ at }) => at >= now - this.keepMs);
      if (kept < 0) delete metrics[name];
      else metrics[name] = data.slice(kept);
    }
    this.services.set(service, metrics);
  }
}
