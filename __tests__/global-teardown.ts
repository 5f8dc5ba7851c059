import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';

export default function tearDown(): void {
  if (basename(tmpdir()).startsWith('tests-')) rmSync(tmpdir(), { recursive: true, force: true });
}
