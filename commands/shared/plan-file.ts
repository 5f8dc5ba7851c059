import { readFileSync } from 'node:fs';
import { UsageError } from '../../model/usage-error';

/**
 * The text of a file with a plan. PowerShell's `>` writes UTF-16, and some editors begin UTF-8 with a mark.
 * @throws {UsageError} if it is not there or not readable; says how to write one
 */
export function readPlanFile(file: string): string {
  try {
    const bytes = readFileSync(file);
    const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
    return new TextDecoder(encoding).decode(bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `is not readable (${code})`;
    throw new UsageError(
      `${file} ${why}. "npm run plan -- <environment>" writes dist/plans/<environment>.json.`,
    );
  }
}
