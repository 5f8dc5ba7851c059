// The SDK's warning about future Node versions is noise here: the bundles run on Lambda's Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// The machine's settings must not reach the code under test.
for (const name of Object.keys(process.env))
  if (/^(AWS_(?!SDK_JS|CA_BUNDLE)|NEON_|UPSTASH_|ENVIRONMENT$|STATE_TABLE$|METRIC_NAMESPACE$)/.test(name))
    delete process.env[name];
