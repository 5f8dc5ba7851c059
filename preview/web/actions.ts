import type { IncomingMessage } from 'node:http';
import { LARGEST_BODY, type Refusal } from './guard';

/** What a click does, in the background: its result is told to all pages. */
export interface Actions {
  /**
   * Makes something sick, or heals it.
   * @returns false if there is nothing with this id
   */
  set(id: string, sick: boolean): boolean;
  /**
   * Asks for a check-up of a database, by its id.
   * @returns false if there is none
   */
  checkUp(id: string): boolean;
}

/** What a path asks for. */
export interface Action {
  readonly kind: keyof typeof kinds;
  readonly id: string;
}

/** Each does what the body says; undefined if it did. */
const kinds = {
  sicknesses(id: string, { sick }: Body, actions: Actions): Refusal | undefined {
    if (typeof sick !== 'boolean')
      return { status: 400, message: 'The body must be {"sick": true} or {"sick": false}.' };
    if (actions.set(id, sick)) return undefined;
    return { status: 404, message: `Nothing here can be made sick by the name ${id}.` };
  },
  checkups(id: string, _: Body, actions: Actions): Refusal | undefined {
    return actions.checkUp(id) ? undefined : { status: 404, message: `The preview has no collector ${id}.` };
  },
};
type Body = Readonly<Record<string, unknown>>;

/** Undefined if the path is none of an action. */
export function actionAt(path: string): Action | undefined {
  const [, kind, id] = /^\/api\/(sicknesses|checkups)\/([\w-]+)$/.exec(path) ?? [];
  return kind === undefined || id === undefined ? undefined : { kind: kind as Action['kind'], id };
}

/** Does what a request asks for. The guard has let it through. @returns why it was not done; undefined if it was */
export async function act(
  { kind, id }: Action,
  request: IncomingMessage,
  actions: Actions,
): Promise<Refusal | undefined> {
  const body = objectIn(await bodyOf(request));
  return body ? kinds[kind](id, body, actions) : { status: 400, message: 'The body must be a JSON object.' };
}

function objectIn(text: string | undefined): Body | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined if it is longer than allowed: a body sent in chunks does not say so before. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
