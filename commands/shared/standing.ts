import { stripVTControlCharacters } from 'node:util';
import { isArray, isObject, type JsonObject, objects, text, word } from '../../reports/plan/json';

/** Who holds the lock of a state, as Terraform prints it. */
export interface Lock {
  readonly id: string;
  readonly who: string;
  readonly since: string;
}

/** What state things are in after a run that did not come to its end. */
export interface Standing {
  /** Undefined if the state is not locked. */
  readonly lock: Lock | undefined;
  /** Addresses of resources whose creation was broken off. */
  readonly tainted: readonly string[];
}

/** Terraform wraps its messages and draws a border around them. */
export const plain = (output: string): string => stripVTControlCharacters(output).replace(/^[│╷╵] ?/gm, '');

/** The holder of the lock that Terraform could not get; undefined if it failed for another reason, or did not fail. */
export function lockIn(output: string): Lock | undefined {
  const said = plain(output);
  if (!/Error acquiring the state lock/.test(said)) return undefined;
  const field = (name: string) => new RegExp(`^ *${name}: +(.+)$`, 'm').exec(said)?.[1]?.trim() ?? 'unknown';
  return { id: field('ID'), who: field('Who'), since: field('Created') };
}

/** The addresses of the tainted resources of a state, as `terraform state pull` writes it. */
export function taintedIn(state: JsonObject): string[] {
  return objects(state.resources).flatMap(({ type, name, instances }) =>
    objects(instances)
      .filter(({ status }) => status === 'tainted')
      .map(({ index_key: key }) => {
        const index = key === undefined || key === null ? '' : `[${JSON.stringify(key)}]`;
        return `${word(type)}.${word(name)}${index}`;
      }),
  );
}

/** The attributes of all resources of a state; data sources are not part of it. */
export function resourcesIn(state: JsonObject): JsonObject[] {
  return objects(state.resources)
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ instances }) => objects(instances))
    .flatMap(({ attributes }) => (isObject(attributes) ? [attributes] : []));
}

/** The state that Terraform wrote; undefined if it is none. */
export function stateOf(written: string): JsonObject | undefined {
  try {
    const state: unknown = JSON.parse(written);
    return isObject(state) && isArray(state.resources) && text(state.lineage) !== undefined
      ? state
      : undefined;
  } catch {
    return undefined;
  }
}

/** How far a run came. */
export interface Broken {
  /** The subcommand of Terraform, such as `apply`. */
  readonly step: string;
  /** All that it wrote. */
  readonly output: string;
  /** Whether it came to its end all the same. */
  readonly completed: boolean;
}

/** Subcommands that change what is deployed. */
const CHANGING = ['apply', 'destroy', 'import'];
const BEGUN = /: (?:Creating|Modifying|Destroying|Importing)\.\.\./g;
const DONE = /: (Creation|Modifications|Destruction) complete/g;

/**
 * What to know after a run that was interrupted or killed, and how to go on.
 * @param standing undefined if it could not be found out
 * @param folder the folder of the stack, for commands to paste
 */
export function standingWords(broken: Broken, standing: Standing | undefined, folder: string): string {
  return [progress(broken), lockWords(standing, folder), taintWords(standing)].filter(Boolean).join('\n');
}

function progress({ step, output, completed }: Broken): string {
  const said = plain(output);
  const [begun, done] = [BEGUN, DONE].map((what) => said.match(what)?.length ?? 0) as [number, number];
  if (!CHANGING.includes(step) || begun === 0)
    return completed && CHANGING.includes(step)
      ? `terraform ${step} had come to its end.`
      : 'Nothing was changed.';
  if (completed) return `terraform ${step} had come to its end: everything is done.`;
  const open = begun - done;
  return (
    `It is partly done: ${are(done)} in place. ` +
    (open > 0 ? `${are(open)} begun: whether AWS made all of it is not known. ` : '') +
    'Run the same command again, also before you destroy it: it goes on from there.'
  );
}

const are = (changes: number): string => (changes === 1 ? '1 change is' : `${changes} changes are`);

function lockWords(standing: Standing | undefined, folder: string): string {
  if (!standing) return 'Whether the state is locked could not be found out: the next run will say so.';
  if (!standing.lock) return 'The state is not locked.';
  const { id, who, since } = standing.lock;
  return (
    `The state is locked by ${who} since ${since}. If that run is over, release it:\n` +
    `  terraform -chdir='${folder}' force-unlock ${id}`
  );
}

const taintWords = (standing: Standing | undefined): string =>
  standing && standing.tainted.length > 0
    ? `The creation of these was broken off; the next run replaces them: ${standing.tainted.join(', ')}.`
    : '';
