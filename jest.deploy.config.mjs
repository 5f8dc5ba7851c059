import base from './jest.config.mjs';

/** The deploy test: Terraform and the AWS provider against an emulator. It takes minutes, so it runs separately. */
export default {
  ...base,
  testMatch: ['<rootDir>/__tests__/deployment/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Terraform waits almost a minute until a bucket's lifecycle configuration is consistent in S3.
  testTimeout: 300_000,
};
