import { collectorsOf } from '../../model/collector';
import type { Environment } from '../../model/environment';
import type { Project } from '../../model/project';
import { isBreaking, type Move, movesBetween, type Place, placeOf } from '../../reports/plan/moves';
import { DeployError, NoBucketError } from '../shared/terraform';
import { type States, withStates } from './states';
import { strays } from './strays';

/** The stack of the remote state itself. It is no environment. */
export const STATE = 'state';

/** What the table says of an environment. */
function placeIn(environment: Environment): Place {
  return {
    region: environment.region,
    account: environment.accountId,
    project: environment.settings.project,
    environment: environment.name,
    namespaces: [...new Set(collectorsOf(environment).map(({ namespace }) => namespace))].sort(),
  };
}

/**
 * What would stay behind or move if an environment were deployed now: compares the table with the states in the bucket.
 * @throws {DeployError} if the states cannot be listed
 */
export async function movesTo(environment: Environment, project: Project): Promise<Move[]> {
  const { name, settings } = environment;
  const { moves, fresh } = await withStates(settings, async (states) => ({
    moves: [
      ...movesBetween(placeOf(await known(states, name)), placeIn(environment)),
      ...(await leftovers(states, environment, project)),
    ],
    fresh: !states.names.includes(name),
  }));
  return fresh ? [...moves, ...(await elsewhere(environment))] : moves;
}

/** What is deployed of an environment that has no state of its own. */
async function elsewhere(environment: Environment): Promise<Move[]> {
  const others = await namesakes(environment);
  return others.length > 0 ? others : knownStrays(environment);
}

const knownStrays = (environment: Environment) => orNone(strays(environment));

/** The resources in a state; one that cannot be read must not hide what others tell. */
const known = (states: States, name: string) => orNone(states.resources(name));

/** What was asked for; nothing, with a warning, if it cannot be told. */
async function orNone<T>(asked: Promise<readonly T[]>): Promise<T[]> {
  try {
    return [...(await asked)];
  } catch (error) {
    unknown(error);
    return [];
  }
}

/** Environments that are deployed and no longer in the table. */
async function leftovers(states: States, { name }: Environment, { environments }: Project): Promise<Move[]> {
  const table = environments.map((one) => one.name);
  const fresh = table.filter((one) => !states.names.includes(one));
  const moves: Move[] = [];
  for (const left of states.names.filter((one) => one !== STATE && !table.includes(one))) {
    if ((await known(states, left)).length === 0) continue;
    const to = fresh.includes(name) && fresh.length === 1 ? name : undefined;
    moves.push({ kind: 'environment', from: left, to, advice: leftAdvice(left, to) });
  }
  return moves;
}

const leftAdvice = (left: string, to: string | undefined): string =>
  `${left} is deployed, and not in environments.ts: it runs on, alarms and costs money, and no plan shows it. ` +
  `${to === undefined ? 'If it is no longer needed' : `If ${to} is its new name`}, destroy it: ` +
  `\`npm run deploy -- ${left} destroy\` works without the table. Otherwise put it back into environments.ts.`;

/**
 * Deployments of the same environment by another project, in the same bucket, region and account: the names of alarms,
 * dashboards and topics do not have the project in them, so that each would overwrite those of the other.
 */
async function namesakes(environment: Environment): Promise<Move[]> {
  const { name, settings } = environment;
  return withStates(
    settings,
    async (states) => {
      const moves: Move[] = [];
      for (const other of states.names.filter((one) => one !== settings.project)) {
        const place = placeOf(await known(states, other));
        const apart = place.account && environment.accountId && place.account !== environment.accountId;
        if (place.region === environment.region && !apart)
          moves.push({
            kind: 'project',
            from: other,
            to: settings.project,
            advice: sharedAdvice(other, name),
          });
      }
      return moves;
    },
    { prefix: '', key: `${name}/terraform.tfstate` },
  );
}

const sharedAdvice = (other: string, name: string): string =>
  `${name} is deployed under the project name ${other}. It would run on beside the new one, and both would overwrite ` +
  'the alarms, the dashboards and the topic of the other, whose names do not have the project in them. Destroy, then ' +
  `change: run \`npm run deploy -- ${other}/${name} destroy\`, store the secrets under the new name, and deploy after that.`;

/** A move as people read it: what changes, and what to do. */
export function moveWords({ kind, from, to, advice }: Move): string {
  return `${kind} ${from} → ${to ?? 'not in the table'}. ${advice}`;
}

/** Says moves on standard error, before anything else. @returns those after which something is broken */
export function warnOf(name: string, moves: readonly Move[]): Move[] {
  for (const move of moves) process.stderr.write(`\nWARNING: ${name}: ${moveWords(move)}\n\n`);
  return moves.filter(isBreaking);
}

/**
 * What would stay behind or move; undefined, with a notice, if the states cannot be listed. A user without the right to list
 * them may still deploy.
 */
export async function knownMoves(environment: Environment, project: Project): Promise<Move[] | undefined> {
  try {
    return await movesTo(environment, project);
  } catch (error) {
    // Terraform says next that the bucket does not exist.
    if (error instanceof NoBucketError) return knownStrays(environment);
    unknown(error);
    return undefined;
  }
}

function unknown(error: unknown): void {
  if (!(error instanceof DeployError)) throw error;
  process.stderr.write(
    `Warning: whether something deployed would stay behind is not known: ${error.message.trim()}\n`,
  );
}
