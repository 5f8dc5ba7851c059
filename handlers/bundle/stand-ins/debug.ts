/**
 * In the bundle this stands in for `debug`, with which ioredis would print every command that it sends, AUTH and its
 * password included, wherever somebody sets DEBUG.
 */
export default function debug(): { readonly enabled: boolean } {
  return { enabled: false };
}
