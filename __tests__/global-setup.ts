import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One temporary folder for a whole test run: cdktf's test tools leave theirs behind. */
export default function setUp(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tests-'));
  // Servers that do not run as root must be able to reach their folders.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
}
