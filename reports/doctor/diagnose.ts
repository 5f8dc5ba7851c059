import { alarms } from './checks/alarms';
import { functions } from './checks/functions';
import { logs } from './checks/logs';
import { dashboards, lock, state } from './checks/remains';
import { rows } from './checks/rows';
import { runs } from './checks/runs';
import { schedules } from './checks/schedules';
import { secrets } from './checks/secrets';
import { strays } from './checks/strays';
import { chat, topic } from './checks/topic';
import { uptime } from './checks/uptime';
import type { Expected } from './expected';
import type { Facts, Part } from './facts';
import { type Check, type Finding, fault, type Needed } from './finding';

/** Every check by its name, in the order in which they are said. Each sees only the parts that it names. */
const checks = {
  secrets,
  functions,
  logs,
  schedules,
  runs,
  rows,
  alarms,
  topic,
  chat,
  uptime,
  dashboards,
  state,
  lock,
  strays,
};
export type CheckName = keyof typeof checks;
const all = Object.entries(checks) as unknown as readonly (readonly [CheckName, Check])[];

/** What a check says: findings, or that all is fine, or why it cannot tell. */
export interface Said {
  readonly name: CheckName | 'deployment';
  readonly title: string;
  readonly findings: readonly Finding[];
  readonly fine?: string;
  /** Undefined if it could look. */
  readonly unknown?: string;
}

/** What every check says of a deployment. Pure. */
export function diagnose(expected: Expected, facts: Facts): readonly Said[] {
  const nothing = nothingDeployed(expected, facts);
  return nothing ? [nothing] : all.map(([name, one]) => saidBy(name, one, expected, facts));
}

function saidBy(name: CheckName, one: Check, expected: Expected, facts: Facts): Said {
  const { title, needs } = one;
  const unread = needs.flatMap((part) => unreadIn(facts, part));
  if (unread.length > 0) return { name, title, findings: [], unknown: [...new Set(unread)].join(' ') };
  const needed = neededIn(facts, needs);
  const findings = one.find(expected, needed);
  return { name, title, findings, ...(findings.length === 0 && { fine: one.fine(expected, needed) }) };
}

const unreadIn = (facts: Facts, part: Part): string[] => {
  const read = facts[part];
  return 'unread' in read ? [read.unread] : [];
};
function neededIn(facts: Facts, needs: readonly Part[]): Needed<Part> {
  const values = needs.map((part) => {
    const read = facts[part];
    return [part, 'value' in read ? read.value : undefined];
  });
  return { now: facts.now, emulated: facts.emulated, ...Object.fromEntries(values) } as Needed<Part>;
}

/** That nothing is deployed is one finding. Undefined if something is, or if that could not be found out. */
function nothingDeployed(expected: Expected, facts: Facts): Said | undefined {
  const { functions: found, rules, alarms: watching, topic: told } = facts;
  if ('unread' in found || 'unread' in rules || 'unread' in watching || 'unread' in told) return undefined;
  const wanted = new Set(
    [...expected.functions, ...expected.rules, ...expected.alarms].map(({ name }) => name),
  );
  const isThere = [...found.value, ...rules.value, ...watching.value].some(({ name }) => wanted.has(name));
  if (isThere || told.value.arn !== undefined) return undefined;
  const { name, region } = expected.environment;
  const hasState = 'value' in facts.lock && facts.lock.value.hasState;
  const todo = hasState
    ? `Terraform has a state of it, which stays after a destroy. If it was destroyed, deploy it: npm run deploy -- ${name}; if not, check that region in environments.ts, and the account of the credentials, are those in which it was deployed`
    : `Deploy it: npm run deploy -- ${name}; or check the account of the credentials, and region in environments.ts`;
  return {
    name: 'deployment',
    title: 'Deployment',
    findings: [
      fault(
        name,
        `is not deployed in ${region}: there is no function, no schedule, no alarm and no topic of it`,
        todo,
      ),
    ],
  };
}

/** 2: something could not be looked at; 1: something is wrong; 0: neither. Notes change nothing. */
export function exitCodeFor(said: readonly Said[]): 0 | 1 | 2 {
  if (said.some(({ unknown }) => unknown !== undefined)) return 2;
  return said.some(({ findings }) => findings.some(({ grade }) => grade === 'fault')) ? 1 : 0;
}
