import type { Result } from '../model/result';
import type { Env } from '../model/variables';
import type { ServiceName } from '../thresholds/services';
import { collectorFile } from './bundle/collectors';
import { createHandler } from './driver/handler';
import type { Service } from './driver/service';

/**
 * Makes a check-up in this process, as the function would with these variables. Nothing is published, saved or logged.
 * @throws {MonitoringError} when the database could not be read; no text of it has a secret in it
 */
export async function checkUp(name: ServiceName, env: Env): Promise<Result> {
  const { service } = (await import(collectorFile(name))) as {
    readonly service: Service<never, never, unknown>;
  };
  return createHandler(service, env, () => {})({ checkup: true, dryRun: true });
}
