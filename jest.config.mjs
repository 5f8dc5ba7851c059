/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/__tests__/global-setup.ts',
  globalTeardown: '<rootDir>/__tests__/global-teardown.ts',
  setupFiles: ['<rootDir>/__tests__/setup.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  // These take minutes, or need a browser: `npm run test:faults`, `test:long`, `test:deploy`, `test:browser`.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/__tests__/browser/',
    '<rootDir>/__tests__/deployment/',
    '<rootDir>/__tests__/faults/',
    '<rootDir>/__tests__/longrun/services/',
  ],
  transform: { '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/__tests__/toolchain/'],
  // One process for each core, also on a machine with two, where jest would use one: the tests of servers mostly wait.
  maxWorkers: '100%',
  // Some tests start real servers, compilers and other test runs. A machine with ten times as much to do needs minutes.
  testTimeout: 180_000,
};
