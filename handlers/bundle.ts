import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { services } from '../thresholds/services';

const root = join(__dirname, '..');

/**
 * Bundles each handler into one minified file with a source map beside it. The same sources and lock file give the
 * same bytes in any folder: paths are relative to the project, and nothing of the clock goes in.
 * @param outdir where `<service>/index.js` and `<service>/index.js.map` go
 * @returns the bundles by service
 */
export function bundle(outdir: string): Record<string, string> {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const outputs = Object.keys(services).map((service): [string, string] => {
    const outfile = join(outdir, service, 'index.js');
    buildSync({
      entryPoints: [join(root, 'handlers', service, 'index.ts')],
      outfile,
      absWorkingDir: root,
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
      alias: { '@aws-sdk/credential-provider-node': './handlers/driver/credentials.ts' },
      external: ['pg-native'],
      legalComments: 'none',
      logLevel: 'warning',
    });
    return [service, outfile];
  });
  return Object.fromEntries(outputs);
}

if (require.main === module)
  for (const [service, file] of Object.entries(bundle(join(root, 'dist'))))
    console.log(`${service}: dist/${service}/index.js, ${(statSync(file).size / 1000).toFixed(0)} kB`);
