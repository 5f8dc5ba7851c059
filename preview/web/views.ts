import { PLACEHOLDER } from '../../model/alarms/grouped';
import { alarmArn } from '../../model/alarms/message';
import { targetsOf } from '../../model/forecast/targets';
import type { Env } from '../../model/variables';
import { serviceOf } from '../../thresholds/services';
import type { Watched } from '../alarms/watch';
import type { Database } from '../databases/database';
import { costOfWatching } from './cost';
import type { CollectorView, DatabaseView, EnvironmentView } from './protocol';

/** An environment as the page gets it. */
export function environmentView({
  environment,
  accountId,
  deployed,
  boards,
  scale,
}: Watched): EnvironmentView {
  const { name, region, collectionMinutes } = environment;
  const collectors = deployed.map(({ collector, dashboard, alarms }): CollectorView => {
    const { id, service, database, about, namespace, dimensions, functionName, logGroupName, limits } =
      collector;
    return {
      ...{ id, service, namespace, dimensions, functionName, logGroupName, limits },
      ...(database !== undefined && { database }),
      title: database === PLACEHOLDER ? about.title : collector.title,
      ...(database === PLACEHOLDER && { watchesAll: true as const }),
      ...(dashboard && { dashboard }),
      ...(environment.forecast && { forecast: targetsOf(collector) }),
      alarms: alarms.map(({ resource, definition: { row, severity, definition, runbook } }) => ({
        arn: alarmArn(resource.alarm_name, region, accountId),
        ...{
          row,
          definition,
          severity,
          threshold: definition.alarm[severity] ?? definition.alarm.warning,
          resource,
          runbook,
        },
      })),
    };
  });
  return { name, region, collectionMinutes, scale, collectors, boards };
}

/** A database as the page gets it: without its secrets. */
export function databaseView(
  { service, name, about, own }: Database,
  env: Env,
  everySeconds: number,
): DatabaseView {
  const { title } = serviceOf(service);
  const cost = own && { cost: costOfWatching(service, env, everySeconds) };
  return { service, ...(name !== undefined && { database: name }), title, about, own, ...cost };
}
