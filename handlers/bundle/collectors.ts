import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../model/checks/finding';
import { serviceNames } from '../../thresholds/services';

/** The folder that has one folder for each service. */
export const handlers = join(__dirname, '..');

/** The source of a service's collector. */
export function collectorFile(service: string, from = handlers): string {
  return join(from, service, 'index.ts');
}

/** The function of environments that want forecasts. No service has its name (`model/checks/service-rules.ts`). */
export const FORECAST = 'forecast';
/** Every function that there is a bundle for: the collectors, and the forecast. */
export const functionNames = [...serviceNames, FORECAST] as const;
export type FunctionName = (typeof functionNames)[number];

/** The services without a collector. */
export function missingCollectors(from = handlers): Problem[] {
  return serviceNames
    .filter((service) => !existsSync(collectorFile(service, from)))
    .map((service) => ({
      file: `handlers/${service}/index.ts`,
      at: service,
      problem: 'has no collector',
      fix: 'write it, or take the service out of thresholds/services.ts',
    }));
}
