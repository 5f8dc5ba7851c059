import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';

/** Longer than anything needs that ends on its own, such as a closing connection. */
const GRACE_MS = 10_000;

/** @param jest its settings; in watch mode it must stay alive */
export default function tearDown(jest: { readonly watch?: boolean; readonly watchAll?: boolean }): void {
  if (basename(tmpdir()).startsWith('tests-')) rmSync(tmpdir(), { recursive: true, force: true });
  if (!jest.watch && !jest.watchAll) endHangingRun();
}

/**
 * With a single process, jest waits forever for whatever the tests have left open. This ends such a run and fails it.
 * (Jest's `forceExit` would also end it, but silently, and pass.) With several processes, jest ends them itself.
 */
function endHangingRun(): void {
  // The timer itself keeps nothing alive: if nothing is left open, it never fires.
  setTimeout(() => {
    const open = process.getActiveResourcesInfo().filter((name) => !/^(Timeout|TTYWrap)$/.test(name));
    const what = open.length > 0 ? open.join(', ') : 'timers';
    process.stderr.write(
      `\nThe tests have finished, but something they left open keeps the run from ending: ${what}.\n` +
        'Close it even if the test fails (afterEach, afterAll), or start it with __tests__/support/servers.\n',
    );
    process.exit(1);
  }, GRACE_MS).unref();
}
