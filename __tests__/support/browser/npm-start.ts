import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ended, hasEnded, unheld } from '../servers/child';
import { until } from '../servers/until';

const root = join(__dirname, '..', '..', '..');

/** `npm start` as a person runs it, whose output is not a terminal. */
export interface Started {
  /** The page's address with its token, as printed. */
  readonly address: string;
  /** Everything that it has written. */
  output(): string;
  /** Ctrl-C. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Starts it and waits until it has printed its page's address. @throws {Error} with its output if it ends before */
export async function npmStart(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const child = unheld(
    spawn(process.execPath, ['--import', 'tsx', 'preview/main.ts', ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, COLUMNS: '120', ...env },
    }),
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const address = () => /http:\/\/localhost:\d+\/#token=\S+/.exec(output)?.[0];
  await until(() => {
    if (hasEnded(child)) throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
    return address() !== undefined;
  });
  return {
    address: address() ?? '',
    output: () => output,
    stop: () => {
      child.kill('SIGINT');
      return ended(child);
    },
  };
}
