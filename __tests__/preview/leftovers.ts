import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for temporary folders that a server running as nobody can reach. */
export function freshTemporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'preview-test-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Processes with this text in their command line. */
export function processesOf(text: string): string[] {
  const list = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8', maxBuffer: 1e8 });
  return list.split('\n').filter((line) => line.includes(text));
}

/** The folders and processes that are left over. */
export function leftovers(folder: string): string[] {
  // tsx keeps its cache in the temporary folder.
  return [
    ...readdirSync(folder).filter((name) => !name.startsWith('tsx-')),
    ...processesOf(`${folder}/neon-`),
  ];
}
