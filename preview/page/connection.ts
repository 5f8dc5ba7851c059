import { type Message, paths } from '../web/protocol';
import { eventParser } from './state/events';
import type { Connection } from './state/words';

/** Until the next attempt: after the connection was lost, and after it was refused. */
const AGAIN_MS = { stopped: 1_000, refused: 5_000 };

type Problem = Extract<Connection, { is: keyof typeof AGAIN_MS }>;

interface Listener {
  message(message: Message): void;
  state(connection: Connection): void;
}

/**
 * Follows the preview's events for as long as the page is open: it connects again after a restart. `fetch` and not
 * EventSource, which does not say why it was refused.
 *
 * A browser has six connections to a server for all tabs together. So a tab in the background lets go of its own when
 * another tab opens the preview, and connects again when it is looked at.
 */
export function follow(listener: Listener): void {
  let stream: AbortController | undefined;
  const tabs = new BroadcastChannel('preview');

  const connect = async (): Promise<void> => {
    if (stream) return;
    stream = new AbortController();
    const { signal } = stream;
    tabs.postMessage('opened');
    while (!signal.aborted) {
      const problem = await read(listener, signal).catch((): Problem => ({ is: 'stopped' }));
      if (signal.aborted) return;
      listener.state(problem);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS[problem.is]));
    }
  };

  tabs.addEventListener('message', () => {
    if (!document.hidden) return;
    stream?.abort();
    stream = undefined;
    listener.state({ is: 'paused' });
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void connect();
  });
  void connect();
}

/** Reads until the stream ends. */
async function read(listener: Listener, signal: AbortSignal): Promise<Problem> {
  const response = await fetch(paths.events, { signal, headers: { accept: 'text/event-stream' } });
  if (!response.ok || !response.body) return { is: 'refused', message: await messageOf(response) };
  listener.state({ is: 'live' });
  const events = eventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { is: 'stopped' };
    for (const event of events(value)) deliver(listener, event);
  }
}

/** A fault of the page itself is no fault of the connection: it is reported as such, and what comes next is shown. */
function deliver(listener: Listener, event: string): void {
  try {
    listener.message(JSON.parse(event) as Message);
  } catch (error) {
    reportError(error);
  }
}

const NO_TOKEN =
  'This page was opened without the token, so it cannot change anything. Open the address that the terminal shows.';

/**
 * Asks the preview to do something.
 * @param token from the address of the page
 * @returns why it does not; empty if it does
 */
export async function post(path: string, token: string | undefined, body: object): Promise<string> {
  if (token === undefined) return NO_TOKEN;
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-token': token },
      body: JSON.stringify(body),
    });
    return response.ok ? '' : await messageOf(response);
  } catch {
    return 'The preview does not answer. It may have stopped.';
  }
}

/** What the server says, in words. */
async function messageOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // Not JSON: the text itself, if it is short.
  }
  return text && text.length < 200 ? text : `The preview answered ${response.status}.`;
}
