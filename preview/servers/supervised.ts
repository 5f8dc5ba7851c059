import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';

/** What the supervisor is asked to do. Commands are `[file, ...arguments]` and run in the folder. */
export interface Job {
  /** Does not exist yet; is removed in the end. */
  readonly folder: string;
  /** Whose the folder is and as whom commands run, where that is not who we are. */
  readonly owner?: Owner;
  /** Written into the folder first, readable by the owner only. */
  readonly files?: Readonly<Record<string, string>>;
  /** A folder to copy into the folder, readable by everybody. */
  readonly copy?: { readonly from: string; readonly as: string };
  /** Run one after the other before the server. */
  readonly prepare?: readonly (readonly string[])[];
  readonly server?: readonly string[];
  /** How the server is ended: gentle signals first; SIGKILL follows by itself. */
  readonly stop: readonly NodeJS.Signals[];
}
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What the supervisor tells. */
export type Report = { readonly pid: number } | { readonly prepared: true } | { readonly problem: string };

/** A folder, and the server that works in it. */
export interface Supervised {
  readonly folder: string;
  /** The server's process id; another one after a restart. 0 where there is no server. */
  readonly pid: number;
  /** What the server has written so far, the last 100,000 characters of it. */
  readonly log: string;
  /**
   * Stops the server and starts it again on the same data; resolves when it is ready.
   * @throws {ServerError} when it does not get there; nothing is left behind then
   */
  restart(): Promise<void>;
  /** Stops the server and removes the folder; resolves when both are done. May be called twice. */
  stop(): Promise<void>;
}

/** The server did not start. The message ends with what it wrote last. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
}

/** Less than a test may take, so that what the server wrote is seen, and not only that the test took too long. */
const READY_MS = 45_000;
const LONGEST_LOG = 100_000;

/**
 * Runs a job under a supervisor that outlives us just long enough to clean up, however we end. It does not keep the
 * calling process alive.
 * @param ready what the server writes when it accepts connections
 * @throws {ServerError} when it does not get there; nothing is left behind then
 */
export async function supervise(job: Job, ready = /^/): Promise<Supervised> {
  // The folder is an argument for those who look at the process list.
  const child = fork(join(__dirname, 'supervise.mjs'), [job.folder], {
    detached: true,
    cwd: '/',
    execArgv: [],
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const news = new EventEmitter();
  const streams = [child.stdout, child.stderr].flatMap((stream) =>
    stream ? [stream as NodeJS.ReadStream] : [],
  );
  // Ended, and all that was written read. ("close" does not come for a child whose channel was closed by us.)
  const gone = Promise.all([child, ...streams].map((end) => once(end, end === child ? 'exit' : 'close')));
  let [pid, log, seen, prepared] = [0, '', 0, false];
  let problem: string | undefined;

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
    if ('problem' in report) problem = report.problem;
    news.emit('change');
  });
  const failed = (how: string) => {
    problem ??= how;
    news.emit('change');
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
    hold(true);
    if (child.connected) child.disconnect();
    await gone;
  };

  const accepts = () => prepared && (!job.server || (pid > 0 && ready.test(log.slice(seen))));
  const readiness = async () => {
    const late = AbortSignal.timeout(READY_MS);
    late.addEventListener('abort', () => news.emit('change'));
    while (!accepts() && problem === undefined && !late.aborted) await once(news, 'change');
    if (accepts() && problem === undefined) return hold(false);
    const what = problem ?? `not ready within ${READY_MS / 1000} s`;
    await stop();
    throw new ServerError(`${what}\n${log.slice(seen).trim().slice(-2_000)}`);
  };

  child.send(job);
  await readiness();
  return {
    folder: job.folder,
    get pid() {
      return pid;
    },
    get log() {
      return log;
    },
    async restart() {
      if (!child.connected) throw new ServerError('it has been stopped and cannot be restarted');
      hold(true);
      [seen, pid, problem] = [log.length, 0, undefined];
      child.send('restart');
      await readiness();
    },
    stop,
  };
}
