import { commonRows as common } from '../../thresholds/common/rows';
import { includes, type Row, type Table } from '../../thresholds/row';
import { services } from '../../thresholds/services';
import { isOfTheDesign } from '../fixtures/design';
import { everything, type FaultCase, type Group } from './case';
import { leaksIn } from './planted';
import type { Accepted, Observation, ObservedRun } from './play';

/** A run ends within 24 seconds; the rest allows for a slow machine. */
const LONGEST_MS = 25_500;

/** The rows that the lab's collectors have: at the level of its variables (`world.ts`). What extended rows need only vendors have. */
const collectedIn = (service: FaultCase['service']): Table =>
  Object.fromEntries(
    Object.entries<Row>(services[service].rows).filter(([, { level }]) => includes('detailed', level)),
  );

/** A row that is published once a day is promised to no single run. */
const isDaily = (row: Row): boolean => row.kind === 'gauge' && row.daily === true;

/** The rows of some groups of a service, without those that are published once a day. */
export function rowsOf(service: FaultCase['service'], groups: readonly Group[]): string[] {
  const group = (name: string, row: Row): Group => {
    if (name in common) return 'heartbeat';
    if (row.kind === 'gauge') return 'gauges';
    return row.published === 'count' ? 'counts' : 'rates';
  };
  return Object.entries(collectedIn(service))
    .filter(([name, row]) => groups.includes(group(name, row)) && !isDaily(row))
    .map(([name]) => name);
}

const dailyRows = (service: FaultCase['service']): string[] =>
  Object.entries(services[service].rows).flatMap(([name, row]) => (isDaily(row) ? [name] : []));

/**
 * The rows that users have added, where a fault leaves some rows without a reading: it cannot be known
 * here whether theirs is one of them. If it is, its result says why (`excused`).
 */
function unknownRows(service: FaultCase['service'], without: readonly string[] | undefined): string[] {
  const ours = (name: string) => isOfTheDesign(service, name) || dailyRows(service).includes(name);
  return without ? Object.keys(collectedIn(service)).filter((name) => !ours(name)) : [];
}

/** What is wrong with the outcome of a case; nothing if everything that was promised is true. */
export function judge(fault: FaultCase, seen: Observation): string[] {
  return [
    ...health('the healthy run before', seen.healthy),
    ...seen.broken.flatMap((run) => [...brokenRun(fault, run)]),
    ...health('the repaired run', seen.repaired),
    ...deliveries(fault, seen),
    ...[seen.healthy, ...seen.broken, seen.repaired].flatMap((run) => [...afterwards(run)]),
    ...(seen.met ? [] : ['no call met the fault']),
    ...leaksIn(seen.said).map((secret) => `the planted ${secret} is revealed`),
    ...logLines(seen),
  ];
}

function health(which: string, { outcome }: ObservedRun): string[] {
  if (!outcome.result) return [`${which} fails: ${outcome.error?.name}: ${outcome.error?.message}`];
  const { Up, ApiErrors } = outcome.result.metrics;
  const good = JSON.stringify([Up, ApiErrors]);
  return good === '[{"value":1,"unit":"Count"},{"value":0,"unit":"Count"}]' ? [] : [`${which} says ${good}`];
}

/** What the invoker of a broken run sees. */
function* brokenRun(
  { sees, says }: FaultCase,
  { outcome: { result, error } }: ObservedRun,
): Iterable<string> {
  if ((error?.name ?? 'success') !== sees)
    yield `the invoker sees ${error?.name ?? 'success'}: ${error?.message ?? ''}`;
  const texts = error ? [error.message] : (result?.warnings ?? []);
  if (!texts.some((text) => says.test(text)))
    yield `nothing says ${says}: ${texts.join(' | ') || 'no warning'}`;
}

/** What CloudWatch has: every value once, stamped with its own slot, and no interval counted twice or lost. */
function* deliveries(fault: FaultCase, seen: Observation): Iterable<string> {
  const runs = [seen.healthy, ...seen.broken, seen.repaired];
  const all = runs.flatMap(({ accepted }) => accepted);
  const last = runs.length - 1;
  yield* brokenSlots(fault, seen, all);
  const { service, effect } = fault;
  const added = unknownRows(service, effect.stillWithout);
  const optional = [...(effect.stillWithout ?? []), ...added, ...dailyRows(service)];
  const repaired = seen.repaired.accepted.filter(({ name }) => !optional.includes(name));
  const promised = rowsOf(service, everything).filter((name) => !optional.includes(name));
  yield* compare('the repaired run publishes', repaired, last, promised);
  yield* excused('the repaired run', seen.repaired, added);
  if (!fault.answerLost) yield* onceEach(seen, runs, all);
  for (const { name, slot } of all)
    if (!Number.isInteger(slot) || slot < 0 || slot > last) yield `${name} is stamped with slot ${slot}`;
}

/** What arrives for the slots of the broken runs, then and later. */
function* brokenSlots(fault: FaultCase, seen: Observation, all: readonly Accepted[]): Iterable<string> {
  const { service, effect, answerLost, failedCalls } = fault;
  const added = unknownRows(service, effect.without);
  const left = [...added, ...dailyRows(service)];
  const told = (run: ObservedRun) => run.accepted.filter(({ name }) => !left.includes(name));
  const without = [...(effect.without ?? []), ...added];
  for (const [i, run] of seen.broken.entries()) {
    const slot = i + 1;
    yield* compare('the broken run publishes', told(run), slot, wanted(fault, effect.published, without));
    yield* compare('later arrives', told(seen.repaired), slot, wanted(fault, effect.later, without));
    yield* excused('the broken run', run, added);
    yield* only(`Up of the broken slot`, all, 'Up', slot, effect.up);
    // Each attempt counts one more failure; where all of them were accepted, there is no single number.
    if (effect.up !== undefined && !answerLost)
      yield* only(`ApiErrors of the broken slot`, all, 'ApiErrors', slot, failedCalls);
  }
}

/** Nothing is published twice, and nothing is lost. */
function* onceEach(
  seen: Observation,
  runs: readonly ObservedRun[],
  all: readonly Accepted[],
): Iterable<string> {
  const names = all.map(({ name, slot }) => `${name} of slot ${slot}`);
  for (const twice of new Set(names.filter((name, i) => names.indexOf(name) < i)))
    yield `${twice} is published twice`;
  const misses = all.filter(({ name, slot }) => name === 'KeyspaceMisses' && slot > 0);
  const sum = misses.reduce((total, { value }) => total + value, 0);
  if (sum !== seen.misses) yield `KeyspaceMisses add up to ${sum}; there were ${seen.misses}`;
  for (const { outcome, accepted } of runs)
    if (outcome.result && outcome.result.published !== accepted.length)
      yield `a run says that it published ${outcome.result.published} values; ${accepted.length} arrived`;
}

/** Of these rows, each that is not published is absent, with the reason. */
function* excused(
  what: string,
  { outcome, accepted }: ObservedRun,
  names: readonly string[],
): Iterable<string> {
  const published = accepted.map(({ name }) => name);
  for (const name of names.filter((one) => !published.includes(one))) {
    const metric = outcome.result?.metrics[name];
    if (!metric || !('absent' in metric)) yield `${what} has no ${name}, and does not say why`;
  }
}

const wanted = ({ service }: FaultCase, groups: readonly Group[], without: readonly string[]) =>
  rowsOf(service, groups).filter((name) => !without.includes(name));

function* compare(
  what: string,
  data: readonly Accepted[],
  slot: number,
  names: readonly string[],
): Iterable<string> {
  const found = new Set(data.filter((datum) => datum.slot === slot).map(({ name }) => name));
  const missing = names.filter((name) => !found.has(name));
  const surplus = [...found].filter((name) => !names.includes(name));
  if (missing.length > 0) yield `${what}, for slot ${slot}, no ${missing.join(', ')}`;
  if (surplus.length > 0) yield `${what}, for slot ${slot}, ${surplus.join(', ')} too`;
}

function* only(
  what: string,
  data: readonly Accepted[],
  name: string,
  slot: number,
  value: number | undefined,
): Iterable<string> {
  const found = new Set(
    data.filter((datum) => datum.name === name && datum.slot === slot).map((datum) => datum.value),
  );
  const text = [...found].join(' and ') || 'nothing';
  if (text !== String(value ?? 'nothing')) yield `${what} is ${text}, not ${value ?? 'nothing'}`;
}

/** A run ends in time and leaves nothing open. */
function* afterwards({ ms, resources, held }: ObservedRun): Iterable<string> {
  if (ms > LONGEST_MS) yield `a run takes ${Math.round(ms)} ms`;
  if (resources.length > 0) yield `a run leaves ${resources.join(', ')}`;
  if (held.length > 0) yield `a run leaves connections (${held.join(', ')})`;
}

/** One line of JSON a run, and nothing else: no trace of a driver, no warning of Node. */
function* logLines({ lines, broken }: Observation): Iterable<string> {
  const structured = lines.filter((line) => /^\{.*"level":"(INFO|ERROR)".*\}$/.test(line));
  for (const line of lines) if (!structured.includes(line)) yield `the log says ${line.slice(0, 200)}`;
  if (structured.length !== broken.length + 2)
    yield `${structured.length} log lines for ${broken.length + 2} runs`;
}
