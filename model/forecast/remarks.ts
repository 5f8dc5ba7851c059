import type { Environment } from '../environment';
import { forecastRules } from './targets';

/** That an environment asks for forecasts, and has nothing to forecast. */
export function forecastRemarks(environment: Environment): string[] {
  if (!environment.forecast || forecastRules(environment).length > 0) return [];
  return [
    `forecast of ${environment.name} is true, and no row that it collects is forecast: the alarms of all of them are off. Nothing is deployed for it.`,
  ];
}
