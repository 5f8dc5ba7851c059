import type { Published, PublishedDatum } from '../../model/alarms/alarm-resource';

/** Whose readings they are. */
export interface Source {
  readonly service: string;
  /** Undefined for the unnamed database. */
  readonly database?: string | undefined;
}

/** What CloudWatch received, by database and metric, as far back as alarms look. */
export class Readings {
  /** Service → database → metric. */
  private readonly services = new Map<string, Map<string | undefined, Record<string, PublishedDatum[]>>>();

  /** @param keepMs how far back alarms look */
  constructor(private readonly keepMs: number) {}

  /** The values of a database, each metric in the order of its timestamps. */
  of({ service, database }: Source): Published {
    return this.services.get(service)?.get(database) ?? {};
  }

  /** Those of all databases of a service that have published, by name; undefined for the unnamed one. */
  all(service: string): ReadonlyMap<string | undefined, Published> {
    return this.services.get(service) ?? new Map();
  }

  /** Adds values, and forgets what no alarm looks at any more. */
  add({ service, database }: Source, published: Published, now: number): void {
    const databases =
      this.services.get(service) ?? new Map<string | undefined, Record<string, PublishedDatum[]>>();
    const metrics = databases.get(database) ?? {};
    for (const [name, data] of Object.entries(published)) metrics[name] = [...(metrics[name] ?? []), ...data];
    for (const [name, data] of Object.entries(metrics)) {
      // What could not be published at once comes later, with its own timestamp.
      data.sort((a, b) => a.at - b.at);
      const kept = data.findIndex(({ at }) => at >= now - this.keepMs);
      if (kept < 0) delete metrics[name];
      else metrics[name] = data.slice(kept);
    }
    this.services.set(service, databases.set(database, metrics));
  }
}
