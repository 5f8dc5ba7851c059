import { levelOf } from '../../model/variables';
import type { Level } from '../../thresholds/row';
import { type Env, EnvReader } from '../lib/env';
import { shown } from '../lib/redact';
import { type Pace, paceIn } from './pace/pace';

/** The settings that all collectors have in common. */
export interface Settings {
  readonly environment: string;
  readonly namespace: string;
  readonly level: Level;
  /** Milliseconds between two scheduled runs. */
  readonly intervalMs: number;
  /** How often a database is visited; undefined where every run visits. */
  readonly pace: Pace | undefined;
  readonly stateTable: string | undefined;
}

const FIVE_MINUTES_S = 300;
const DAY_S = 24 * 3600;

/**
 * @param namespace of the service; METRIC_NAMESPACE overrides it
 * @throws {ConfigurationError} that names every variable that is missing or malformed
 */
export function readSettings(env: Env, namespace: string): Settings {
  const variables = new EnvReader(env);
  const environment = variables.required('ENVIRONMENT', 'the name of the environment, such as production');
  // CloudWatch accepts ASCII in dimension values; the other limits keep names of alarms and dashboards valid.
  if (environment && !/^[A-Za-z0-9_.-]{1,64}$/.test(environment))
    variables.problem(
      'ENVIRONMENT',
      `is ${shown(environment)}: use up to 64 letters, digits, dots, dashes and underscores.`,
    );
  const metricNamespace = variables.optional('METRIC_NAMESPACE') ?? namespace;
  if (!/^(?!AWS\/)[A-Za-z0-9_.\-/#:]{1,255}$/.test(metricNamespace))
    variables.problem(
      'METRIC_NAMESPACE',
      `is ${shown(metricNamespace)}: use up to 255 letters, digits and ._-/#:, not beginning with AWS/.`,
    );
  const settings = {
    environment,
    namespace: metricNamespace,
    level: levelOf((name) => variables.flag(name)),
    intervalMs: variables.number('COLLECTION_INTERVAL_SECONDS', FIVE_MINUTES_S, 1, DAY_S) * 1000,
    pace: paceIn(variables),
    stateTable: variables.optional('STATE_TABLE'),
  };
  variables.done();
  return settings;
}
