import type { Application, ApplicationStatistic } from '../../thresholds/application/application';
import { applications } from '../../thresholds/application/applications';
import { datapointsOf, type Table, thresholdsOf } from '../../thresholds/row';
import type { Entry } from '../../thresholds/runbook';
import type { AnyAlarm, Collector, CollectorAlarm } from '../collector';
import type { Environment } from '../environment';
import { dashboardLink, runbookLink } from '../links';
import { alarmName, dashboardName } from '../names';
import { alarmedRows, collectedRows } from '../rows';
import { kindOf } from '../threshold';
import { type Metric, metricOf, tableOf } from './definition';
import type { WatchedApplication } from './shape';

/** An alarm on a metric of an application: as that of a collector, without a log, and with an entry in the runbook if its row has one. */
export interface ApplicationAlarm extends Omit<CollectorAlarm, 'log' | 'entry' | 'insights'> {
  readonly log: undefined;
  readonly entry: Entry | undefined;
  /** What it compares: `p99 of SlowCheckout`. */
  readonly subject: string;
  readonly insights?: undefined;
}

/** What alarms and graphs are made from: a collector, or what an application publishes itself. */
export interface Watcher
  extends Pick<
    Collector,
    'environment' | 'title' | 'database' | 'namespace' | 'dimensions' | 'rows' | 'limits' | 'dashboardLink'
  > {
  /** The service, or the name of the application. */
  readonly service: string;
  /** The function that publishes the metrics; undefined for those of an application. */
  readonly functionName: string | undefined;
  /** Of an application: the metric and the period in minutes of each row. Else a row is a metric, with the interval as its period. */
  readonly places?: Readonly<Record<string, Place>>;
  readonly alarms: readonly (CollectorAlarm | ApplicationAlarm)[];
  readonly anomalies: Collector['anomalies'];
}
/** Any alarm of a watcher. */
export type WatcherAlarm = AnyAlarm | ApplicationAlarm;

export interface Place {
  readonly metric: Metric;
  readonly statistic: ApplicationStatistic;
  readonly periodMinutes: number;
}

/** An application in one environment, with names, thresholds, links and placeholders resolved. */
export interface ApplicationWatch extends Watcher {
  readonly about: Application;
  readonly functionName: undefined;
  readonly database: undefined;
  readonly rows: Table;
  readonly places: Readonly<Record<string, Place>>;
  readonly alarms: readonly ApplicationAlarm[];
  readonly dashboardName: string;
}

/** The applications that an environment names, each with what it overrides. */
export const watchedIn = ({ applications: named = [] }: Pick<Environment, 'applications'>) =>
  // A malformed entry is left out: its shape is reported.
  named.filter(Boolean).map((one): WatchedApplication => (typeof one === 'string' ? { name: one } : one));

/** The metric of a row of a watcher. */
export const placeOf = ({ places, namespace, dimensions }: Watcher, row: string): Metric =>
  places?.[row]?.metric ?? { namespace, name: row, dimensions };

/** The period of a row of a watcher, in minutes. */
export const minutesOf = ({ places, environment }: Watcher, row: string): number =>
  places?.[row]?.periodMinutes ?? environment.collectionMinutes;

/** The applications of an environment, in its order. */
export function applicationsOf(environment: Environment): ApplicationWatch[] {
  return watchedIn(environment).map((one) => applicationOf(environment, one));
}

function applicationOf(environment: Environment, { name, overrides }: WatchedApplication): ApplicationWatch {
  const about = applicationNamed(name);
  const { region, settings, name: of, dashboards } = environment;
  const rows = collectedRows(tableOf(about), { level: 'core', ...(overrides && { overrides }) });
  const places = Object.fromEntries(
    Object.entries(about.rows).map(([row, own]) => {
      const { statistic, periodMinutes } = own;
      return [row, { metric: metricOf(about, row, own, of), statistic, periodMinutes }] as const;
    }),
  );
  const watched = { environment: of, service: name };
  const dashboard = dashboardName(watched);
  const { namespace, dimensions } = metricOf(about, '', { dimensions: about.dimensions }, of);
  return {
    environment,
    about,
    service: name,
    title: about.title,
    functionName: undefined,
    database: undefined,
    namespace,
    dimensions,
    rows,
    places,
    limits: {},
    alarms: alarmedRows(rows).flatMap(([row, definition]) =>
      thresholdsOf(definition.alarm).map(([severity, threshold]): ApplicationAlarm => {
        const kind = kindOf(threshold);
        const { statistic = 'Average', periodMinutes = 1 } = places[row] ?? {};
        const query = kind.query(row, definition.alarm);
        return {
          type: severity,
          name: alarmName(watched, row, severity),
          row,
          periodMinutes,
          datapoints: datapointsOf(definition.alarm, severity),
          runbook: runbookLink(settings.runbookUrl, name, row),
          log: undefined,
          definition,
          severity,
          query,
          compared: kind.compared({}),
          entry: about.rows[row]?.runbook,
          // Events per minute say by themselves that they are added.
          subject: 'operands' in query ? row : `${statistic} of ${row}`,
        };
      }),
    ),
    anomalies: [],
    dashboardName: dashboard,
    dashboardLink: dashboards === false ? undefined : dashboardLink(region, dashboard),
  };
}

function applicationNamed(name: string): Application {
  const found = applications[name];
  // Validation reports this earlier and in the table's terms.
  if (!found) throw new Error(`There is no application ${name}.`);
  return found;
}
