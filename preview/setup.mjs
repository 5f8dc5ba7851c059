// @ts-check
/**
 * `npm run setup`: installs what is missing, and says what it does and why. Nothing is installed yet when it runs,
 * so it uses Node's own modules only. A second run finds everything and is done in a moment.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oldNode, setUpPackages } from './setup/packages.mjs';
import { setUpRedis } from './setup/redis.mjs';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');

const problem =
  oldNode(process.versions.node) ?? setUpPackages(project) ?? setUpRedis(join(project, '.cache', 'redis'));
if (problem) {
  console.error(`\nSetup could not finish. ${problem}`);
  process.exit(1);
}
console.log('Ready. See it work: npm start');
