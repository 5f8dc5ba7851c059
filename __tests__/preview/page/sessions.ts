import { Store } from '../../../preview/page/state/store';
import type { Change, EnvironmentView, Run, Snapshot } from '../../../preview/web/protocol';
import { environmentView } from '../../../preview/web/views';
import { deployedOf, ownDashboardsOf } from '../../../stacks/deployed';
import { environment } from '../../fixtures/environments';

const ACCOUNT = '123456789012';

/** An environment as the preview's server describes it. */
export function view(
  name = 'production',
  scale = 100,
  change: Parameters<typeof environment>[1] = {},
): EnvironmentView {
  const one = environment(name, change);
  return environmentView({
    environment: one,
    accountId: ACCOUNT,
    deployed: deployedOf(one, ACCOUNT),
    boards: ownDashboardsOf(one, ACCOUNT),
    scale,
  });
}

export const production = view();

/** The same, with two more Postgres databases. */
export const severalDatabases = view('production', 100, {
  databases: { neon: [{}, { name: 'analytics' }, { name: 'billing' }] },
});

/** The alarm of a row, and its collector. */
export function alarmOf(row: string, severity: string, { collectors } = production) {
  for (const collector of collectors) {
    const found = collector.alarms.find((alarm) => alarm.row === row && alarm.severity === severity);
    if (found) return { collector, view: found };
  }
  throw new Error(`There is no alarm ${row} ${severity}.`);
}

export const snapshot: Snapshot = {
  version: 'v1',
  startedAt: 1_000,
  everySeconds: 3,
  databases: [],
  environments: [production],
  chosen: 'production',
  sicknesses: [],
  sick: [],
  checkups: [],
  problems: [],
  runs: [],
  changes: [],
};

/** A run that published these values at one time. */
export function run(at: number, values: Readonly<Record<string, number>>, change: Partial<Run> = {}): Run {
  const published = Object.entries(values).map(([metric, value]) => [
    metric,
    [{ at, value, unit: 'Count', seen: at + 10 }],
  ]);
  return {
    service: 'neon',
    at,
    durationMs: 40,
    warnings: [],
    absent: {},
    published: Object.fromEntries(published),
    log: [`{"at":${at}}`],
    ...change,
  };
}

export function change(alarm: string, at: number, to: Change['to'], more: Partial<Change> = {}): Change {
  return { environment: 'production', alarm, at, from: 'OK', to, reason: `because ${at}`, ...more };
}

/** A store with a snapshot. */
export function storeOf(given: Partial<Snapshot> = {}): Store {
  const store = new Store();
  store.apply({ type: 'snapshot', ...snapshot, ...given });
  return store;
}
