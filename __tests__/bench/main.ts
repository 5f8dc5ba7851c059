import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { held } from '../support/servers/child';
import { benchmarks } from './benchmarks';
import { machine } from './machine';
import { replaceSection } from './page';

/**
 * `npm run bench` runs all benchmarks and prints what they measured; `npm run bench -- load` runs one of them, and
 * `--write` puts the results in docs/benchmarks.md.
 */
async function main(args: readonly string[]): Promise<void> {
  // The test servers keep no process alive, so that a failing test ends. A benchmark has to wait for them.
  const alive = setInterval(() => {}, 60_000);
  try {
    await benchmark(args);
  } finally {
    clearInterval(alive);
  }
}

async function benchmark(args: readonly string[]): Promise<void> {
  const page = join(__dirname, '..', '..', 'docs', 'benchmarks.md');
  const asked = args.filter((arg) => arg !== '--write');
  const unknown = asked.filter((name) => !(name in benchmarks));
  if (unknown.length > 0)
    throw new Error(
      `There is no benchmark ${unknown.join(', ')}: use one of ${Object.keys(benchmarks).join(', ')}.`,
    );
  for (const [name, run] of Object.entries(benchmarks)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const result = `${await run()}\n\n${machine()}\nCommand: \`npm run bench -- ${name}\`.`;
    console.log(`\n## ${name}\n\n${result}`);
    if (args.includes('--write'))
      writeFileSync(page, replaceSection(readFileSync(page, 'utf8'), name, result));
  }
}

held(() => main(process.argv.slice(2))).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
