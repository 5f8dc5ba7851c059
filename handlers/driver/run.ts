import type { Table } from '../../thresholds/row';
import { Deadline } from '../lib/deadline';
import { MonitoringError } from '../lib/errors';
import { Journal } from '../lib/journal';
import type { State } from '../lib/state';
import { baselineOf } from './derive';
import { type Delivery, deliver } from './outbox';
import { readPayload } from './payload';
import type { Snapshot } from './readings';
import { type Result, toData, toMetric } from './result';
import { complete, interpret, type Readings } from './run-readings';
import type { Warm } from './runtime';
import type { Service } from './service';
import { readSettings } from './settings';
import { observe, type Seen, unexpected } from './visit';

/** A run ends within this; a Lambda function of 30 s then still has time to answer. */
const RUN_MS = 24_000;
/** Kept for saving and publishing, so that a database that never answers is still reported. */
const DELIVERY_MS = 8_000;
/** Kept for the answer where Lambda itself leaves less time. */
const MARGIN_MS = 1_000;

/** What Lambda tells a function about its invocation, as far as it is used. */
export interface Invocation {
  readonly awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

/**
 * One run, the same for every service: configuration, previous sample, collect, derive, publish, save, result.
 * @param payload see `readPayload`
 * @throws {MonitoringError} when the database could not be read or the readings not be published; `Up` = 0 has
 *   been published by then where that was possible
 */
export async function run<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  warm: Warm,
  payload: unknown,
  invocation: Invocation = {},
): Promise<Result> {
  const started = performance.now();
  const journal = new Journal();
  const settings = readSettings(warm.env, service.namespace);
  const request = readPayload(payload, Date.now(), settings.intervalMs);
  if (request.warning) journal.warn(request.warning);
  const lambdaLeft = invocation.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
  const deadline = Deadline.in(Math.min(RUN_MS, lambdaLeft - MARGIN_MS));
  const to = warm.destination(service.name, settings);

  const { seen, readings } = read(
    service,
    await observe(service, warm, to, journal, deadline.keeping(DELIVERY_MS)),
    { ...settings, slot: request.slot },
  );
  const { snapshot, stored, lastVisit } = seen;
  const previous = stored?.state.previous;

  let delivery: Delivery = { published: 0, counted: true };
  if (!request.dryRun) {
    const next: State = {
      ...(snapshot
        ? { previous: { baseline: baselineOf(snapshot), slot: request.slot } }
        : previous && { previous }),
      ...(lastVisit !== undefined && { lastVisit }),
      unsent: [],
    };
    const data = (counts: boolean) => toData(complete(readings, journal, counts), request.slot);
    delivery = await deliver({ stored, next, data }, to, journal, deadline);
  }
  const clean = (text: string) => warm.redactor.clean(text);
  const warnings = journal.warnings.map(clean);
  const failure = seen.failure ?? delivery.error;
  if (failure instanceof MonitoringError) failure.warnings = warnings;
  if (failure) throw failure;
  const final = Object.entries(complete(readings, journal, delivery.counted));
  return {
    service: service.name,
    environment: settings.environment,
    collectedAt: new Date().toISOString(),
    intervalSeconds: snapshot && previous ? (snapshot.takenAt - previous.baseline.takenAt) / 1000 : null,
    metrics: Object.fromEntries(final.map(([name, reading]) => [name, toMetric(reading, clean)])),
    published: delivery.published,
    warnings,
    durationMs: Math.round(performance.now() - started),
  };
}

/** The readings. A defect of ours fails the run as a database does, so that `Up` = 0 is published all the same. */
function read<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  seen: Seen<S>,
  around: Parameters<typeof interpret>[2],
): { seen: Seen<S>; readings: Readings } {
  try {
    return { seen, readings: interpret(service, seen, around) };
  } catch (error) {
    const failed = { ...seen, failure: unexpected(error) };
    return { seen: failed, readings: interpret(service, failed, around) };
  }
}
