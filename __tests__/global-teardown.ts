import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';

/** More than anything needs that ends by itself, such as a connection that is being closed. */
const GRACE_MS = 10_000;

/** @param jest its own settings; while it watches files it stays, and must */
export default function tearDown(jest: { readonly watch?: boolean; readonly watchAll?: boolean }): void {
  if (basename(tmpdir()).startsWith('tests-')) rmSync(tmpdir(), { recursive: true, force: true });
  if (!jest.watch && !jest.watchAll) endHangingRun();
}

/**
 * Jest waits without limit for whatever the tests of a run in one process have left open. A run that is not over by
 * itself is ended, and fails. (`forceExit` of jest would end it as well, but say nothing and pass.) Jest ends the
 * processes of a run in several of them itself.
 */
function endHangingRun(): void {
  // The timer itself keeps nothing alive: where nothing is left open it never fires.
  setTimeout(() => {
    const open = process.getActiveResourcesInfo().filter((name) => !/^(Timeout|TTYWrap)$/.test(name));
    const what = open.length > 0 ? open.join(', ') : 'timers';
    process.stderr.write(
      `\nThe tests are over, and what they have left open keeps the run from ending: ${what}.\n` +
        'Close it also when the test fails (afterEach, afterAll), or start it by __tests__/support/servers.\n',
    );
    process.exit(1);
  }, GRACE_MS).unref();
}
