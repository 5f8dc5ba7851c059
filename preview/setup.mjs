// @ts-check
/**
 * `npm run setup`: installs what is missing, and says what it does and why. It runs before anything is installed, so
 * it uses only Node's built-in modules. A second run finds everything and finishes immediately.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oldNode, setUpPackages } from './setup/packages.mjs';
import { setUpRedis } from './setup/redis.mjs';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');

const problem =
  oldNode(process.versions.node) ?? setUpPackages(project) ?? setUpRedis(join(project, '.cache', 'redis'));
if (problem) {
  console.error(`\nSetup failed. ${problem}`);
  process.exit(1);
}
console.log('Ready. To see it work, run: npm start');
