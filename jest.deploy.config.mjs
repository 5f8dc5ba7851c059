import base from './jest.config.mjs';

/** The deploy test: Terraform and the AWS provider against an emulator. It takes minutes, so it is run by itself. */
export default {
  ...base,
  testMatch: ['<rootDir>/__tests__/deployment/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Terraform waits close to a minute until S3 agrees with itself about a bucket's lifecycle.
  testTimeout: 300_000,
};
