import { availableParallelism } from 'node:os';

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
  // More processes than cores: the tests of servers mostly wait.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  // A process keeps what each of its files loaded. With gigabytes of it, the garbage collector takes most of the time: the whole run
  // takes less than half as long with new processes now and then.
  workerIdleMemoryLimit: '700MB',
  // Some tests start real servers, compilers and other test runs. A machine with ten times as much to do needs minutes.
  testTimeout: 180_000,
};
