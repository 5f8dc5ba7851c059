/**
 * Lambda hands credentials over in environment variables. In the bundles this module stands in for the AWS clients'
 * default chain (SSO, profiles, container and instance metadata), which no function needs and each would load.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
