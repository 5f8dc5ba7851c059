// The SDK's warning about future Node versions is noise here: the bundles run on Lambda's Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// The machine's settings must not reach the code under test.
for (const name of Object.keys(process.env))
  if (/^(AWS_(?!SDK_JS|CA_BUNDLE)|NEON_|UPSTASH_|ENVIRONMENT$|STATE_TABLE$|METRIC_NAMESPACE$)/.test(name))
    delete process.env[name];
// esbuild's synchronous calls wait without a limit for a worker thread that esbuild starts: a thread that does not answer
// keeps the whole run waiting. Without it a call runs esbuild and waits for its end. esbuild reads the variable when it
// is loaded. A child process must not get it: tsx would start esbuild once for each file.
process.env.ESBUILD_WORKER_THREADS = '0';
// biome-ignore lint/style/noCommonJs: an import would run before the line above.
require('esbuild');
delete process.env.ESBUILD_WORKER_THREADS;
