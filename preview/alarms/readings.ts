import type { Published, PublishedDatum } from '../../model/alarms/alarm-resource';

/** Whose readings they are. */
export interface Source {
  readonly service: string;
  /** Undefined for the unnamed database. */
  readonly database?: string | undefined;
}

type Metrics = Record<string, PublishedDatum[]>;

/** What CloudWatch received, by service, database and metric, as far back as alarms look. */
export class Readings {
  private readonly services = new Map<string, Map<string | undefined, Metrics>>();

  /** @param keepMs how far back alarms look */
  constructor(private readonly keepMs: number) {}

  /** The values of a database, each metric in the order of its timestamps. */
  of({ service, database }: Source): Published {
    return this.services.get(service)?.get(database) ?? {};
  }

  /** The values of all databases of a service that have a name, by that. */
  series(service: string): ReadonlyMap<string, Published> {
    const all = [...(this.services.get(service) ?? [])];
    return new Map(all.flatMap(([name, metrics]) => (name === undefined ? [] : [[name, metrics] as const])));
  }

  /** Adds values, and forgets what no alarm looks at any more. */
  add({ service, database }: Source, published: Published, now: number): void {
    const databases = this.services.get(service) ?? new Map<string | undefined, Metrics>();
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
