import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import base from './jest.config.mjs';

/** Imports of tests that start a server or a program, or use the network. */
const STARTS = [
  /'node:(child_process|net|https?|tls)'/,
  /\/(preview|support)\/servers\//,
  /\/support\/aws\/(fake-aws|moto)'/,
  /\/support\/browser\//,
  /\/support\/project\/(copy|programs|terminal|third-service)'/,
  /\/(functions\/(function|sink)|collectors\/(control-plane|function|postgres))'/,
  // esbuild is a program.
  /\/preview\/web\/assets'/,
];

const tests = join(import.meta.dirname, '__tests__');
const left = readdirSync(tests, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !file.startsWith('toolchain'))
  .filter((file) => {
    const imports = readFileSync(join(tests, file), 'utf8').match(/from '.*'/g) ?? [];
    return imports.some((line) => STARTS.some((pattern) => pattern.test(line)));
  });

/**
 * `npm run test:unit`: the tests that start no server and no program. There is no list to maintain: tests are excluded
 * by their imports, and a test that starts something anyway fails (unit-setup.ts).
 */
export default {
  ...base,
  setupFiles: [...(base.setupFiles ?? []), '<rootDir>/__tests__/unit-setup.ts'],
  testPathIgnorePatterns: [
    ...(base.testPathIgnorePatterns ?? []),
    ...left.map((file) => `<rootDir>/__tests__/${file.replaceAll('.', '\\.')}$`),
  ],
};
