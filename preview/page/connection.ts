import { type Message, paths } from '../web/protocol';
import { eventParser } from './state/events';
import type { Connection } from './state/words';

const AGAIN_MS = 1_000;

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
      const problem = await read(listener, signal).catch((): Connection => ({ is: 'stopped' }));
      if (signal.aborted) return;
      listener.state(problem);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
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
async function read(listener: Listener, signal: AbortSignal): Promise<Connection> {
  const response = await fetch(paths.events, { signal, headers: { accept: 'text/event-stream' } });
  if (!response.ok || !response.body) return { is: 'refused', message: await messageOf(response) };
  listener.state({ is: 'live' });
  const events = eventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { is: 'stopped' };
    for (const event of events(value)) listener.message(JSON.parse(event) as Message);
  }
}

/** What the server says, in words. */
export async function messageOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // Not JSON: the text itself, if it is short.
  }
  return text && text.length < 200 ? text : `The preview answered ${response.status}.`;
}
