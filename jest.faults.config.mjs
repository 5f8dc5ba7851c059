import base from './jest.config.mjs';

/** The fault suite: some 280 faults around the real bundles. Its cases mostly wait. */
export default {
  ...base,
  testMatch: ['<rootDir>/__tests__/faults/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxConcurrency: 16,
  // Four runs of at most 25 seconds each, on a busy machine.
  testTimeout: 180_000,
};
