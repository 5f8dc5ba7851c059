/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/__tests__/global-setup.ts',
  globalTeardown: '<rootDir>/__tests__/global-teardown.ts',
  setupFiles: ['<rootDir>/__tests__/setup.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  // Minutes long: `npm run test:deploy`, `npm run test:faults`.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/__tests__/deployment/',
    '<rootDir>/__tests__/faults/',
  ],
  transform: { '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/__tests__/toolchain/'],
  // Real servers start in some tests; a loaded two-core machine needs room that a fast one never uses.
  testTimeout: 60_000,
};
