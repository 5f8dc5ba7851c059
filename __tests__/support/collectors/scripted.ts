import { createHandler, type Handler } from '../../../handlers/driver/handler';
import { count, gauge, type Snapshot } from '../../../handlers/driver/readings';
import type { Service, VisitContext, Witness } from '../../../handlers/driver/service';
import type { Evidence, Finding } from '../../../model/evidence';
import { commonRows as common } from '../../../thresholds/common/rows';
import type { Table } from '../../../thresholds/row';
import { awsVariables } from '../aws/fake-aws';
import { rows as plain } from './rows';

const rows = { Now: plain.Now, Events: plain.Events, ...common } as const satisfies Table;
type S = Snapshot<'events', { now: number }>;

/** The responses of a scripted service's database, and the requests to it. */
export interface Script {
  events: number;
  identity: string;
  /** Which member of a replicated database answers. */
  member?: string;
  /** The password that it accepts; any if it is not set. */
  password?: string;
  before?: (visit: VisitContext, password: string) => void | Promise<void>;
  /** How its gauge is read. */
  read?: (now: number) => number;
  /** What a visit brings besides the sample. */
  checked?: { readonly findings?: readonly Finding[]; readonly checkupFailed?: true };
  evidence?: (seen: Witness<S>) => Evidence;
  /** Whether the database sleeps. */
  asleep?: boolean;
  readonly passwords: string[];
}

/** A service whose database is a script: for tests of the driver alone. Its secret is SCRIPT_PASSWORD. */
export function scripted(aws: { readonly url: string }, env: Record<string, string> = {}) {
  const script: Script = { events: 0, identity: 'a', passwords: [] };
  const lines: Record<string, unknown>[] = [];
  const service: Service<typeof rows, S, string> = {
    name: 'neon',
    namespace: 'Scripted/Monitoring',
    rows,
    about: {
      secrets: [{ variable: 'SCRIPT_PASSWORD', parameter: 'password', description: 'x' }],
      options: {},
      limits: {},
    },
    readTarget: (variables, redactor) => {
      const password = variables.SCRIPT_PASSWORD ?? '';
      redactor.learn(password);
      return password;
    },
    collect: async (password, visit) => {
      script.passwords.push(password);
      await script.before?.(visit, password);
      const { AuthenticationError } = await import('../../../handlers/lib/errors');
      if (script.password !== undefined && password !== script.password)
        throw new AuthenticationError(`refused the password ${password}`);
      const { identity, member, events } = script;
      if (script.asleep) return { asleep: true, known: {} };
      return {
        asleep: false,
        ...script.checked,
        snapshot: {
          identity,
          ...(member !== undefined && { member }),
          ...{ takenAt: Date.now(), counters: { events }, gauges: { now: 7 } },
        },
      };
    },
    evidence: (seen) => script.evidence?.(seen) ?? {},
    readers: { Now: gauge<S>(({ now }) => script.read?.(now) ?? now), Events: count<S>('events') },
  };
  const variables = { ENVIRONMENT: 'test', STATE_TABLE: 'state', ...env };
  Object.assign(process.env, awsVariables(aws.url));
  const create = (): Handler => createHandler(service, variables, (line) => lines.push(line));
  return { script, lines, create, handler: create() };
}
