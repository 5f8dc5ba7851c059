import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { variableOf } from '../../model/variables';

/** The supervisor's task. Commands are `[file, ...arguments]` and run in the folder. */
export interface Job {
  /** Must not exist yet; removed at the end. */
  readonly folder: string;
  /** The owner of the folder and the user for commands, if not ourselves. */
  readonly owner?: Owner;
  /** Files to write into the folder first, readable only by the owner. */
  readonly files?: Readonly<Record<string, string>>;
  /** A folder to copy into it, readable by everybody. */
  readonly copy?: { readonly from: string; readonly as: string };
  /** Commands to run one after the other before the server. */
  readonly prepare?: readonly (readonly string[])[];
  readonly server?: readonly string[];
  /** The signals that stop the server, gentle ones first; SIGKILL follows automatically. */
  readonly stop: readonly NodeJS.Signals[];
}
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The supervisor's messages. */
export type Report =
  | { readonly pid: number }
  | { readonly prepared: true }
  | { readonly halted: true }
  | { readonly problem: string };

/** A folder, and the server that works in it. */
export interface Supervised {
  readonly folder: string;
  /** The server's process id, which changes with a restart; 0 if there is no server. */
  readonly pid: number;
  /** Whether the server should run: it has not been stopped on purpose, and can be started again if it has ended. */
  readonly wanted: boolean;
  /** The last 100,000 characters of the server's output. */
  readonly log: string;
  /**
   * Stops the server, if it runs, and starts it again on the same data; resolves when it is ready.
   * @throws {ServerError} if it does not become ready; the data are kept, and it can be tried again
   */
  restart(): Promise<void>;
  /** Stops the server and keeps the folder; resolves when it has ended. `restart` starts it again. */
  halt(): Promise<void>;
  /** Stops the server and removes the folder; resolves when both are done. May be called twice. */
  stop(): Promise<void>;
}

/** The server did not start. The message ends with its last output. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
}

/** Takes what is known of a server that ended on its own after it was ready, with its last output; and only how it ended. */
export type Obituary = (text: string, how: string) => void;

/** Shorter than a test's timeout, so that a failure shows the server's output instead of just the timeout. */
const READY_MS = 45_000;
const LONGEST_LOG = 100_000;
/** How much of the output an error shows, characters. */
const LAST_OUTPUT = 2_000;
/** How long the last output of a server may take after the news of its end. */
const LINGER_MS = 100;
/** Where it is shown, also when a test and its globals have ended meanwhile. */
const { stderr } = process;

/**
 * Runs a job under a supervisor that outlives us just long enough to clean up, however we end. It does not keep the
 * calling process alive.
 * @param ready matches the server's output when it accepts connections
 * @param ended called if the server ends on its own later; by default, standard error shows it
 * @throws {ServerError} if it does not become ready; nothing is left behind then
 */
export async function supervise(
  job: Job,
  ready = /^/,
  ended: Obituary = (text) => stderr.write(`\n${text}\n`),
): Promise<Supervised> {
  // The folder is an argument only to make it visible in the process list.
  const child = fork(join(__dirname, 'supervise.mjs'), [job.folder], {
    detached: true,
    cwd: '/',
    execArgv: [],
    env: { PATH: variableOf(process.env, 'PATH'), LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const news = new EventEmitter();
  const streams = [child.stdout, child.stderr].flatMap((stream) =>
    stream ? [stream as NodeJS.ReadStream] : [],
  );
  // The child has ended and its output is read. ("close" is not emitted for a child whose channel we closed.)
  const gone = Promise.all([child, ...streams].map((end) => once(end, end === child ? 'exit' : 'close')));
  let [pid, log, seen, prepared, halted] = [0, '', 0, false, false];
  let problem: string | undefined;
  let serving = false;
  let wanted = true;
  const last = () => log.slice(seen).trim().slice(-LAST_OUTPUT);

  for (const stream of streams)
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const surplus = Math.max(0, log.length - LONGEST_LOG);
      log = log.slice(surplus);
      seen = Math.max(0, seen - surplus);
      news.emit('change');
    });
  child.on('message', (report: Report) => {
    if ('pid' in report) pid = report.pid;
    if ('prepared' in report) prepared = true;
    if ('halted' in report) halted = true;
    if ('problem' in report) failed(report.problem);
    news.emit('change');
  });
  const failed = (how: string) => {
    problem ??= how;
    pid = 0;
    news.emit('change');
    if (!serving) return;
    serving = false;
    // Somebody may stop it meanwhile: then it does not matter any more.
    setTimeout(() => wanted && ended(`A server has ended: ${how}\n${last()}`, how), LINGER_MS);
  };
  child.once('exit', () => failed('the supervisor ended'));
  child.on('error', ({ message }) => failed(message));

  const hold = (held: boolean) => {
    const verb = held ? 'ref' : 'unref';
    child[verb]();
    child.channel?.[verb]();
    for (const stream of streams) stream[verb]();
  };
  const stop = async () => {
    [serving, wanted] = [false, false];
    hold(true);
    if (child.connected) child.disconnect();
    await gone;
  };

  /** What is known of the server does not hold any more. */
  const order = (what: 'restart' | 'halt') => {
    if (!child.connected) throw new ServerError('it has been stopped, and its data are removed');
    hold(true);
    [serving, halted, seen, pid, problem] = [false, false, log.length, 0, undefined];
    wanted = what === 'restart';
    // Whoever waits for an earlier order looks again.
    news.emit('change');
    child.send(what);
  };

  const accepts = () => prepared && (!job.server || (pid > 0 && ready.test(log.slice(seen))));
  /** @returns why it is not ready, or undefined when it is */
  const readiness = async (): Promise<string | undefined> => {
    const late = AbortSignal.timeout(READY_MS);
    late.addEventListener('abort', () => news.emit('change'));
    while (wanted && !accepts() && problem === undefined && !late.aborted) await once(news, 'change');
    if (!wanted) return 'it was stopped meanwhile';
    if (accepts() && problem === undefined) {
      serving = job.server !== undefined;
      hold(false);
      return undefined;
    }
    return problem ?? `not ready within ${READY_MS / 1000} s`;
  };

  child.send(job);
  const why = await readiness();
  if (why !== undefined) {
    // Then all of its output is read.
    await stop();
    throw new ServerError(`${why}\n${last()}`);
  }
  return {
    folder: job.folder,
    get pid() {
      return pid;
    },
    get wanted() {
      return wanted && child.connected;
    },
    get log() {
      return log;
    },
    async restart() {
      order('restart');
      const why = await readiness();
      if (why === undefined) return;
      // The supervisor goes on, so there is no end of the output to wait for.
      await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
      hold(false);
      throw new ServerError(`${why}\n${last()}`);
    },
    async halt() {
      order('halt');
      while (!halted && problem === undefined) await once(news, 'change');
      hold(false);
    },
    stop,
  };
}
