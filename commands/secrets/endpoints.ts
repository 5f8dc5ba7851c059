import { pasted } from '../../handlers/secrets';
import { endpointForms } from '../../model/aws/endpoints';
import { UsageError } from '../../model/usage-error';

/** Endpoints of subscriptions whose URLs hold a key. They must reach nothing but SNS. */
export interface Endpoints {
  readonly subscribe: readonly string[];
  /** URLs, or hosts. */
  readonly unsubscribe: readonly string[];
}

const LINE = /^\s*(?:export\s+)?(SUBSCRIBE|UNSUBSCRIBE)\s*=(.*)$/;

/** Why this cannot be subscribed; undefined if it can be. Never says what was given. */
export function endpointProblem(endpoint: string): string | undefined {
  return endpointForms.https.fits(endpoint)
    ? undefined
    : 'is not an https URL, such as https://example.com/hook';
}

/**
 * Takes the lines `SUBSCRIBE=…` and `UNSUBSCRIBE=…` out of a text; the other lines keep their numbers.
 * @throws {UsageError} names every wrong line, never its content
 */
export function takeEndpoints(text: string): Endpoints & { readonly rest: string } {
  const found: Record<keyof Endpoints, string[]> = { subscribe: [], unsubscribe: [] };
  const problems: string[] = [];
  const rest = text.split(/\r\n|\r|\n/).map((line, i) => {
    const [, name, given] = LINE.exec(line) ?? [];
    if (name === undefined) return line;
    const value = pasted(given ?? '');
    const problem = name === 'SUBSCRIBE' ? endpointProblem(value ?? '') : value === undefined && 'is empty';
    if (problem) problems.push(`Line ${i + 1}, ${name}: the value ${problem}.`);
    else found[name === 'SUBSCRIBE' ? 'subscribe' : 'unsubscribe'].push(value ?? '');
    return '';
  });
  if (problems.length > 0) throw new UsageError(`${problems.join('\n')}\nNothing was stored.`);
  return { ...found, rest: rest.join('\n') };
}

/**
 * Asks for endpoints at the terminal, without echoing them.
 * @param ask shows a prompt and returns the answer; undefined for Enter
 */
export async function askEndpoints(
  ask: (prompt: string) => Promise<string | undefined>,
  say: (text: string) => void,
): Promise<Endpoints> {
  const found: Record<keyof Endpoints, string[]> = { subscribe: [], unsubscribe: [] };
  say('SUBSCRIBE (an https endpoint for the alarms, whose URL has a key in it)\n');
  for (let url = await ask(HIDDEN); url !== undefined; url = await ask(HIDDEN)) {
    const problem = endpointProblem(url);
    if (problem) say(`  The value ${problem}. Enter it again.\n`);
    else found.subscribe.push(url);
  }
  say('UNSUBSCRIBE (the URL of such an endpoint, or its host)\n');
  for (let url = await ask(HIDDEN); url !== undefined; url = await ask(HIDDEN)) found.unsubscribe.push(url);
  return found;
}
const HIDDEN = '  value (hidden; Enter for no more): ';
