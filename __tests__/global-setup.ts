import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One temporary folder for a whole run of the tests: cdktf's own test tools leave theirs behind. */
export default function setUp(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tests-'));
  // Servers that do not run as root must reach theirs.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
}
