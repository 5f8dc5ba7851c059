import base from './jest.config.mjs';

/** The preview's page in a real Chromium, over real databases. */
export default {
  ...base,
  testMatch: ['<rootDir>/__tests__/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // One browser at a time: they share two cores with the databases.
  maxWorkers: 1,
  testTimeout: 240_000,
};
