import { spawn, spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { hasEnded, unheld } from '../servers/child';
import { until } from '../servers/until';
import { describeWith } from './tools';

const CTRL_C = '\u0003';

/** A command in a pseudo-terminal, as a person runs it: Ctrl-C reaches every process in the foreground. */
export interface Terminal {
  /** What the terminal shows, without colours. */
  text(): string;
  /** Waits until the terminal shows this. @throws {Error} with its text, if the command ends before that */
  shows(what: RegExp): Promise<void>;
  type(text: string): void;
  /** Presses Ctrl-C. */
  interrupt(): void;
  /** The terminal goes away, as when an SSH connection breaks. */
  hangUp(): void;
  /** Waits until the command has ended. @returns its exit code */
  ended(): Promise<number>;
}

/** util-linux's: it gives its command a pseudo-terminal. */
const script = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '';
export const describeWithTerminal = describeWith(
  'script',
  script.includes('util-linux'),
  'apt-get install bsdutils',
);

/** @param command a command line of the shell */
export function openTerminal(
  command: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Terminal {
  const child = unheld(spawn('script', ['-qefc', command, '/dev/null'], options));
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    shown += part;
  });
  child.stdin.on('error', () => {});
  const text = () => stripVTControlCharacters(shown).replace(/\r/g, '');
  return {
    text,
    shows: (what) =>
      until(() => {
        if (what.test(text())) return true;
        if (!hasEnded(child) || !child.stdout.closed) return false;
        throw new Error(`The command ended with ${child.exitCode} before it showed ${what}:\n${text()}`);
      }),
    type: (typed) => void child.stdin.write(typed),
    interrupt: () => void child.stdin.write(CTRL_C),
    hangUp: () => void child.kill('SIGKILL'),
    ended: async () => {
      await until(() => hasEnded(child) && child.stdout.closed);
      return child.exitCode ?? 1;
    },
  };
}
