// The SDK's note about the Node of next year is for users of the bundles, which run on Lambda's; here it is noise.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// What the machine has set must not reach the code under test.
for (const name of Object.keys(process.env))
  if (/^(AWS_(?!SDK_JS|CA_BUNDLE)|NEON_|UPSTASH_|ENVIRONMENT$|STATE_TABLE$|METRIC_NAMESPACE$)/.test(name))
    delete process.env[name];
