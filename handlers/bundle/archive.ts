import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FunctionName, functionNames } from './collectors';
import { zip } from './zip';

/** What a function runs: a zip archive, and the SHA-256 that Lambda reports for it. */
export interface Code {
  readonly path: string;
  /** Base64, as in CodeSha256 of Lambda and in source_code_hash of Terraform. */
  readonly sha256: string;
}

/**
 * Packs a bundle and its source map. The same bundle gives the same bytes on any machine.
 * @param bundle the handler's one file; its source map lies beside it
 * @param path where the archive is written
 */
export function pack(bundle: string, path: string): Code {
  const files = [bundle, `${bundle}.map`].filter((file) => existsSync(file));
  const bytes = zip(files.map((file) => ({ name: basename(file), content: readFileSync(file) })));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return { path, sha256: createHash('sha256').update(bytes).digest('base64') };
}

/**
 * Packs the bundles of all services, and that of the forecast.
 * @param bundles by service
 * @param folder where `<service>.zip` are written
 * @throws {Error} when a service has no bundle
 */
export function packAll(
  bundles: Readonly<Record<string, string>>,
  folder: string,
): Readonly<Record<FunctionName, Code>> {
  const packed = functionNames.map((service): [string, Code] => {
    const bundle = bundles[service];
    if (bundle === undefined)
      throw new Error(`The function ${service} has no bundle: see handlers/bundle/bundle.ts.`);
    return [service, pack(bundle, join(folder, `${service}.zip`))];
  });
  return Object.fromEntries(packed) as Record<FunctionName, Code>;
}
