import base from './jest.config.mjs';

/** The fault suite: some 280 faults around the real bundles. Its cases mostly wait. */
export default {
  ...base,
  testMatch: ['<rootDir>/__tests__/faults/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxConcurrency: 16,
  // A play is four runs of at most 25 seconds each, and a case is played three times at most.
  testTimeout: 360_000,
};
