import type { SynthesizedAlarm } from '../model/alarms/alarm-resource';
import { applicationsOf } from '../model/applications/application';
import { boardsIn } from '../model/boards/board';
import type { Collector, CollectorAlarm } from '../model/collector';
import { fleetsOf, watchedBy } from '../model/databases/fleet';
import type { Environment } from '../model/environment';
import { boardName } from '../model/names';
import { alarmConfig } from './alarms/config';
import { boardBody } from './boards/body';
import { type Board, boardsOf } from './dashboard/board';
import { dashboardBody } from './dashboard/body';
import type { DashboardBody } from './dashboard/widgets';

/** A dashboard as CloudWatch receives it. */
export interface DeployedDashboard {
  readonly name: string;
  readonly body: DashboardBody;
}
/** An alarm as it is synthesized, and what it was made of. */
export interface DeployedAlarm {
  readonly resource: SynthesizedAlarm;
  readonly definition: CollectorAlarm;
}
/** What Terraform creates for one collector that people look at, or for all named databases together: then alarms only. */
export interface Deployed {
  readonly collector: Collector;
  /** That of all databases with a name is with the first of them. Undefined in an environment without dashboards. */
  readonly dashboard: DeployedDashboard | undefined;
  /** Those on thresholds. Nothing outside CloudWatch can evaluate anomaly alarms: the model of their bands is not published. */
  readonly alarms: readonly DeployedAlarm[];
}

/**
 * The dashboards and alarms of an environment, from the functions that the stacks use, but without CDKTF, which takes
 * seconds to load. A test compares them with what is synthesized.
 * @param accountId twelve digits, part of the alarms' ARNs
 */
export function deployedOf(environment: Environment, accountId: string): Deployed[] {
  return fleetsOf(environment).flatMap((fleet) => deployedIn(watchedBy(fleet), fleet.collectors, accountId));
}

function deployedIn(
  watched: readonly Collector[],
  collectors: readonly Collector[],
  accountId: string,
): Deployed[] {
  const boards = new Map(
    Object.values(boardsOf(collectors)).map((board) => [board.collector.database, board] as const),
  );
  return watched.map((collector) => ({
    collector,
    dashboard: dashboardOf(boards.get(collector.database), accountId),
    alarms: collector.alarms.map((definition) => ({
      // The keys of a synthesized resource are those of the configuration in snake case.
      resource: snake(alarmConfig(collector, definition)) as SynthesizedAlarm,
      definition,
    })),
  }));
}

/** The dashboards that an environment lists. */
export function ownDashboardsOf(environment: Environment, accountId: string): DeployedDashboard[] {
  const boards = boardsIn(environment);
  if (boards.length === 0) return [];
  const collectors = [
    ...fleetsOf(environment).flatMap((fleet) => fleet.collectors),
    ...applicationsOf(environment),
  ];
  return boards.map((board) => ({
    name: boardName(environment.name, board.name),
    body: boardBody(board, environment, collectors, accountId),
  }));
}

function dashboardOf(board: Board | undefined, accountId: string): DeployedDashboard | undefined {
  if (board?.collector.dashboardLink === undefined) return undefined;
  const { collector, ...several } = board;
  return { name: collector.dashboardName, body: dashboardBody(collector, accountId, several) };
}

/** The values of these keys have keys of their own, which are not renamed. */
const MAPS: readonly string[] = ['dimensions', 'tags'];

function snake(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snake);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      MAPS.includes(key) ? inner : snake(inner),
    ]),
  );
}
