import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts the time of ended processes in hundredths of a second, on every machine that Node supports. */
const TICK_MS = 10;

/** The fields of /proc/<pid>/stat from the third on; the second is the command's name, which may contain anything. */
function statOf(pid: number | string): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Milliseconds that the threads of a process have run, to the nanosecond. */
export function running(pid: number | string): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

/** Errors for a process or thread that ended while we were reading. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Processor time of a process in milliseconds, including its running children and those that have ended and been
 * waited for. Linux only.
 */
export function processorTime(pid: number): number {
  const [user = 0, system = 0] = statOf(pid).slice(13, 15).map(Number);
  const children = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && unlessGone(() => statOf(name)[1]) === String(pid),
  );
  const living = [pid, ...children].map((each) => unlessGone(() => running(each)) ?? 0);
  return (user + system) * TICK_MS + living.reduce((sum, each) => sum + each, 0);
}

/** The peak memory of a process, in megabytes (10⁶ bytes). Linux only. */
export function peakMemory(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1024) / 1e6;
}
