import { cleaned, type Evidence } from '../../model/evidence';
import type { Result } from '../../model/result';
import type { Table } from '../../thresholds/row';
import { Deadline } from '../lib/deadline';
import { ConfigurationError, MonitoringError, TooLateError } from '../lib/errors';
import { Journal } from '../lib/journal';
import type { State } from '../lib/state';
import { baselineOf } from './derive';
import { samplesOf, withSample } from './members';
import { type PublishOutcome, publishAndSave } from './outbox';
import { readPayload } from './payload';
import type { Snapshot } from './readings';
import { silentRows, toData, toMetric } from './result';
import { finalReadings, type Readings, type RunContext, readingsOf, witnessOf } from './run-readings';
import type { Runtime } from './runtime';
import type { Service } from './service';
import { readSettings } from './settings';
import { checkedUpAt, unexpectedError, type VisitOutcome, visit } from './visit';

/** The longest run. A Lambda function with a timeout of 30 s then still has time to respond. */
const RUN_MS = 24_000;
/** The part of a run that is reserved for saving and publishing, so that a database that never responds is reported. */
const PUBLISHING = 1 / 3;
/** With less time, a healthy database would be reported as down. */
const SHORTEST_RUN_MS = 1_500;
/** Reserved for the response where Lambda has less time left. */
const MARGIN_MS = 1_000;

/** The part of Lambda's invocation context that is used. */
export interface Invocation {
  readonly awsRequestId?: string;
  getRemainingTimeInMillis?(): number;
}

/**
 * One run, the same for every service: configuration, previous sample, collect, derive, publish, save, result.
 * @param payload see `readPayload`
 * @throws {MonitoringError} when the database could not be read or the readings could not be published; `Up` = 0 has
 *   been published before, where possible
 */
export async function run<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  runtime: Runtime,
  payload: unknown,
  invocation: Invocation = {},
): Promise<Result> {
  const started = performance.now();
  const journal = new Journal();
  const settings = readSettings(runtime.env, service.namespace);
  const request = readPayload(payload, Date.now(), settings.intervalMs);
  if (request.warning) journal.warn(request.warning);
  const runMs = lengthOf(invocation);
  const deadline = Deadline.in(runMs);
  const outbox = runtime.outbox(service.name, settings);

  const visiting = deadline.earlierBy(runMs * PUBLISHING);
  const visited = withTimeout(
    await visit(service, runtime, outbox, journal, visiting, { ...settings, ...request }),
    runMs,
    visiting.left,
  );
  const context = { ...settings, slot: request.slot };
  const { outcome, readings } = readingsOrFailure(service, visited, context);
  const previous = outcome.turn?.previous;
  const clean = (text: string) => runtime.redactor.clean(text);

  let publishing: PublishOutcome = { published: 0, counted: true };
  if (!request.dryRun) {
    const data = (counts: boolean) => toData(finalReadings(readings, journal, counts), request.slot);
    const output = {
      stored: outcome.stored,
      next: nextState(outcome, context),
      data,
    };
    publishing = await publishAndSave(output, outbox, journal, deadline);
  }
  const failure = outcome.failure ?? publishing.error;
  if (failure instanceof MonitoringError) failure.warnings = journal.warnings.map(clean);
  if (failure) throw failure;
  const final = finalReadings(readings, journal, publishing.counted);
  const { snapshot } = outcome;
  const evidence = cleaned(evidenceOf(service, outcome, final, context, journal), clean);
  const findings = outcome.findings && cleaned(outcome.findings, clean);
  const known = snapshot && service.cannotFire?.(snapshot);
  const silent = silentRows(service.rows, final, known ?? {}, clean);
  return {
    service: service.name,
    environment: settings.environment,
    collectedAt: new Date().toISOString(),
    intervalSeconds: snapshot && previous ? (snapshot.takenAt - previous.baseline.takenAt) / 1000 : null,
    metrics: Object.fromEntries(
      Object.entries(final).map(([name, reading]) => [name, toMetric(reading, clean)]),
    ),
    ...(Object.keys(silent).length > 0 && { cannotFire: silent }),
    published: publishing.published,
    warnings: journal.warnings.map(clean),
    durationMs: Math.round(performance.now() - started),
    // At the end: of a line of its log, CloudWatch finds the first 200 fields by itself (`thresholds/queries.ts`).
    ...(Object.keys(evidence).length > 0 && { evidence }),
    ...(findings && { findings }),
  };
}

/**
 * The milliseconds that a run may take.
 * @throws {ConfigurationError} when the function's timeout leaves too few
 */
function lengthOf(invocation: Invocation): number {
  const left = invocation.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
  if (left - MARGIN_MS < SHORTEST_RUN_MS)
    throw new ConfigurationError(
      `The function's timeout leaves ${Math.max(0, Math.round(left))} ms for a run, which needs at least ${SHORTEST_RUN_MS + MARGIN_MS} ms: set the timeout to 30 seconds.`,
    );
  return Math.min(RUN_MS, left - MARGIN_MS);
}

/** With more of its time left, something else has ended a visit: the limit of one step. */
const SPENT = 0.2;

/**
 * A database that did not answer in time may have had too little of it: the function's timeout is named before the
 * network.
 * @param runMs milliseconds for the run
 * @param left milliseconds that were left of the visit when it ended
 */
function withTimeout<S extends Snapshot>(outcome: VisitOutcome<S>, runMs: number, left: number) {
  const { failure } = outcome;
  const ms = runMs * (1 - PUBLISHING);
  if (!(failure instanceof TooLateError) || runMs >= RUN_MS || left > ms * SPENT) return outcome;
  const text = `The function's timeout left the database only ${Math.round(ms)} ms: set it to 30 seconds. If that does not help: ${failure.message}`;
  return { ...outcome, failure: new TooLateError(text) };
}

/** The readings. A bug in the collector fails the run as a failing database does, so that `Up` = 0 is published. */
function readingsOrFailure<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  outcome: VisitOutcome<S>,
  context: RunContext,
): { outcome: VisitOutcome<S>; readings: Readings } {
  try {
    return { outcome, readings: readingsOf(service, outcome, context) };
  } catch (error) {
    const failed = { ...outcome, failure: unexpectedError(error) };
    return { outcome: failed, readings: readingsOf(service, failed, context) };
  }
}

/** What stands beside the readings. A bug there costs the evidence, and not the readings, which are published by now. */
function evidenceOf<T extends Table, S extends Snapshot, Target>(
  service: Service<T, S, Target>,
  outcome: VisitOutcome<S>,
  readings: Readings,
  context: RunContext,
  journal: Journal,
): Evidence {
  try {
    const witness = witnessOf(service, outcome, readings, context);
    return (witness && service.evidence?.(witness)) ?? {};
  } catch (error) {
    journal.warn(`the evidence could not be put together: ${unexpectedError(error).message}`);
    return {};
  }
}

/** The state for the next run: with this run's sample, or with the previous ones where there is none. */
function nextState<S extends Snapshot>(outcome: VisitOutcome<S>, { slot, intervalMs }: RunContext): State {
  const { snapshot, stored, lastVisit, remembered } = outcome;
  const { previous, members } = stored?.state ?? {};
  const checked = checkedUpAt(outcome, Date.now());
  const samples = snapshot
    ? withSample(stored ? samplesOf(stored.state) : [], { baseline: baselineOf(snapshot), slot }, intervalMs)
    : { ...(previous && { previous }), ...(members && { members }) };
  return {
    ...samples,
    ...(lastVisit !== undefined && { lastVisit }),
    ...(remembered && { remembered }),
    ...(checked !== undefined && { checkedUpAt: checked }),
    unsent: [],
  };
}
