import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, build, buildSync, type Metafile, type OutputFile } from 'esbuild';
import { TablesError } from '../../model/checks/finding';
import { serviceNames } from '../../thresholds/services';
import { collectorFile, FORECAST, handlers, missingCollectors, functionNames as names } from './collectors';

const root = join(__dirname, '..', '..');
const dist = join(root, 'dist');

/** Parts of libraries that a function never uses but would load at every cold start; each file says why. */
const standIns = {
  '@aws-sdk/credential-provider-node': './handlers/bundle/stand-ins/aws-credentials.ts',
  '@ioredis/commands': './handlers/bundle/stand-ins/redis-commands.ts',
  debug: './handlers/bundle/stand-ins/debug.ts',
};

/** What is asked of esbuild; its results depend on it. */
type Shape = BuildOptions & { readonly write: false; readonly metafile: true };

/** One run of esbuild for all handlers: they share most of their sources. */
function optionsFor(from: string): Shape {
  const missing = missingCollectors(from);
  if (missing.length > 0) throw new TablesError(missing);
  const files = [
    ...serviceNames.map((service) => [service, collectorFile(service, from)] as const),
    [FORECAST, collectorFile(FORECAST)] as const,
  ];
  const entryPoints = files.map(([name, file]) => ({ in: file, out: `${name}/index` }));
  return {
    entryPoints,
    // The source map names sources relative to this, wherever the bundle is written.
    outdir: dist,
    write: false,
    metafile: true,
    absWorkingDir: root,
    // If node_modules is a link, the path of its target must not appear in the source map.
    preserveSymlinks: true,
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    // Readable stack traces need the map, not a second copy of the sources.
    sourcesContent: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // ES modules first: only they let esbuild drop the commands of the AWS clients that are not used.
    mainFields: ['module', 'main'],
    alias: standIns,
    external: ['pg-native'],
    // Libraries write advice to the console. The function's log has one line a run, and nothing else.
    drop: ['console'],
    legalComments: 'none',
    logLevel: 'warning',
  };
}

/** What goes into the bundles, as esbuild reports it; paths are relative to the project. */
export function ingredients(): Metafile {
  return buildSync(optionsFor(handlers)).metafile;
}

/**
 * Bundles each handler into one minified file with a source map beside it. The same sources and lock file give the
 * same bytes in any folder: paths are relative to the project, and there is no timestamp.
 * @param outdir where `<service>/index.js` and `<service>/index.js.map` go, and those of `forecast`
 * @param from where the handlers are, `<service>/index.ts`
 * @returns the bundles by service, and that of the forecast
 * @throws {TablesError} when a service has no collector
 */
export function bundle(outdir: string, from = handlers): Record<string, string> {
  rmSync(outdir, { recursive: true, force: true });
  return write(outdir, buildSync(optionsFor(from)).outputFiles);
}

/**
 * The same, for who has other things to do meanwhile.
 * @param outdir a new folder in one that exists
 * @throws {Error} if that one was removed meanwhile: nothing is written then
 */
export async function bundleMeanwhile(outdir: string): Promise<Record<string, string>> {
  const { outputFiles } = await build(optionsFor(handlers));
  mkdirSync(outdir);
  return write(outdir, outputFiles);
}

function write(outdir: string, files: readonly OutputFile[]): Record<string, string> {
  for (const { path, contents } of files) {
    const file = join(outdir, relative(dist, path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
  return Object.fromEntries(names.map((service) => [service, join(outdir, service, 'index.js')]));
}

if (require.main === module)
  for (const [service, file] of Object.entries(bundle(dist)))
    console.log(`${service}: dist/${service}/index.js, ${(statSync(file).size / 1000).toFixed(0)} kB`);
