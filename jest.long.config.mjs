import base from './jest.config.mjs';

/** The long run: both collectors through a random schedule of faults. `LONG_RUNS` and `SEED` set its length and schedule. */
export default {
  ...base,
  testMatch: ['<rootDir>/__tests__/longrun/services/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 7_200_000,
};
