import * as v from 'valibot';
import type { Payload } from '../../model/forecast/payload';
import { ConfigurationError } from '../lib/errors';
import { number, parsed } from '../lib/schema';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const schema = v.object({
  forecast: v.array(
    v.object({
      ...{ service: text, namespace: text, databases: v.array(text) },
      targets: v.array(
        v.object({ row: text, kind: v.picklist(['trend', 'quota']), limit: v.union([number, text]) }),
      ),
    }),
  ),
  dryRun: v.exactOptional(v.boolean()),
});

/** What a run is asked for. */
export interface Request extends Payload {
  /** Whether to publish nothing. */
  readonly dryRun: boolean;
}

/**
 * Reads what the schedule hands over. Which databases there are is not known otherwise: a run without it would look at nothing.
 * @throws {ConfigurationError} when it is something else
 */
export function readPayload(payload: unknown): Request {
  const request = parsed(schema, payload);
  if (!request)
    throw new ConfigurationError(
      'The payload does not say what to forecast. The schedule hands it over; by hand, run npm run invoke -- <environment> forecast.',
    );
  return { forecast: request.forecast, dryRun: request.dryRun === true };
}
