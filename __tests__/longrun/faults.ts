import type { LinkFault } from '../support/servers/link';
import type { Random } from './random';

/** The systems that the collector calls; each has a link that can be broken. */
export const links = ['database', 'parameters', 'state', 'metrics', 'neonApi'] as const;
export type LinkName = (typeof links)[number];

/** The calls that a collector makes to AWS. */
export const operations = ['GetParameters', 'GetItem', 'PutItem', 'PutMetricData'] as const;
export type Operation = (typeof operations)[number];

/** A link that is broken. `slow`: it costs whole seconds, until a deadline of the collector. */
export interface LinkTrouble {
  readonly on: LinkName;
  readonly is: LinkFault;
  readonly slow: boolean;
}
/** An error that AWS returns, or a response that is lost although the call was executed. */
export interface CallTrouble {
  readonly on: Operation;
  readonly is: 'ThrottlingException' | 'InternalServerError' | 'AccessDeniedException' | 'lost';
  /** How many calls of the run it affects. */
  readonly times: number;
}
/** What is wrong during one run. */
export type Fault = LinkTrouble | CallTrouble;

const ALWAYS = Number.MAX_SAFE_INTEGER;
const banner = Buffer.from('SSH-2.0-OpenSSH_9.6\r\n');
const weighted = <T>(...values: T[]) => values.map((value) => [1, value] as const);

/** Immediate faults. A response of AWS is longer than 9 bytes, so a call whose response is cut was executed. */
const quick = (random: Random, on: LinkName): LinkFault => {
  const after = random.pick(weighted(0, 9, ...(on === 'database' ? [700, 1_600, 3_000] : [])));
  return random.pick<LinkFault>([
    [3, { is: 'refused' }],
    [1, { is: 'garbage', bytes: banner }],
    [2, { is: 'closes', after }],
    [2, { is: 'resets', after }],
  ]);
};
/** Slow faults: they last until a timeout of the collector, some seconds. */
const slow = (random: Random): LinkFault =>
  random.pick(weighted<LinkFault>({ is: 'silent' }, { is: 'stalls', after: 0 }, { is: 'stalls', after: 9 }));

export function anyFault(random: Random): Fault {
  if (random.chance(0.5)) {
    const on = random.pick([...weighted(...operations), [1, 'PutItem'], [2, 'PutMetricData']] as const);
    const is = random.pick<CallTrouble['is']>([
      [1, 'ThrottlingException'],
      [1, 'InternalServerError'],
      [1, 'AccessDeniedException'],
      [2, 'lost'],
    ]);
    return { on, is, times: random.pick(weighted(1, ALWAYS)) };
  }
  const on = random.pick([[3, 'database'], ...weighted(...links)] as const);
  const isSlow = random.chance(0.07);
  return { on, is: isSlow ? slow(random) : quick(random, on), slow: isSlow };
}

export const isLink = (fault: Fault): fault is LinkTrouble => 'slow' in fault;
export const isCall = (fault: Fault): fault is CallTrouble => 'times' in fault;

const linkOf: Readonly<Record<string, LinkName>> = {
  GetParameters: 'parameters',
  GetItem: 'state',
  PutItem: 'state',
  PutMetricData: 'metrics',
};
/** Whether calls may be executed and their responses lost. */
export function losesAnswers(fault: Fault, operation: string): boolean {
  if (!isLink(fault)) return fault.on === operation && fault.is === 'lost';
  return fault.on === linkOf[operation] && 'after' in fault.is;
}

/** A short description. */
export const kindOf = (fault: Fault): string => `${fault.on} ${isLink(fault) ? fault.is.is : fault.is}`;

/** A full description. */
export function describeFault(fault: Fault): string {
  const more = isLink(fault)
    ? 'after' in fault.is && `after ${fault.is.after} bytes`
    : fault.times === 1 && 'once';
  return [kindOf(fault), more].filter(Boolean).join(' ');
}
