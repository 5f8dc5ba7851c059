import { isIPv4 } from 'node:net';
import type { Readable } from 'node:stream';
import { types } from 'node:util';
import { DnsError, MonitoringError, NetworkError, ProtocolError, TlsError, TooLateError } from './errors';
import { tlsAdvice } from './tls';

/** What was thrown, as an error. Drivers may throw other things, and errors of another realm. */
export function asError(thrown: unknown): Error & { code?: string } {
  return types.isNativeError(thrown) ? thrown : new Error(String(thrown));
}

/** Whether a host is this machine, the only one that may be used without TLS. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}

/**
 * Whether a server said this, and not about the network: with an SQLSTATE, which has a digit, unlike Node's codes; or by an
 * error of RESP. XX000 is what Neon's proxy gives to failures of the network behind it.
 */
function isServersAnswer({ code = '', name }: Error & { code?: string }): boolean {
  return (/^(?=.*\d)[0-9A-Z]{5}$/.test(code) && code !== 'XX000') || name === 'ReplyError';
}

const DNS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_FAIL']);

/**
 * The error for a failure of DNS, TCP or TLS; undefined for any other failure.
 * @param host for the message; never with credentials
 * @param service what should be listening there
 */
export function networkError(
  error: Error & { code?: string },
  host: string,
  service: string,
): MonitoringError | undefined {
  const { code = '' } = error;
  // What a server says of a timeout or a connection is about something else: it did answer.
  const message = isServersAnswer(error) ? '' : error.message;
  if (DNS.has(code))
    return new DnsError(
      `${service} at ${host}: the host name cannot be resolved (${code}). Check its spelling and region, whether the ` +
        'database still exists, and the DNS of the VPC.',
      code === 'EAI_AGAIN',
    );
  const untrusted = tlsAdvice(error);
  if (untrusted)
    return new TlsError(
      `${service} at ${host}: no trusted TLS connection (${code || message}). ${untrusted}`,
    );
  if (code === 'ECONNREFUSED')
    return new NetworkError(
      `${service} at ${host}: the connection was refused. Check the host and the port, and that the database runs.`,
    );
  if (
    /^(ECONNRESET|EPIPE|ECONNABORTED)$/.test(code) ||
    /connection (is |was )?(closed|terminated)|socket hang up/i.test(message)
  )
    return new NetworkError(
      `${service} at ${host}: the connection was closed before an answer. Check that the port serves the expected ` +
        'protocol (with or without TLS), and that no firewall closes the connection.',
      true,
    );
  if (/^(ETIMEDOUT|ESOCKETTIMEDOUT)$/.test(code) || /timed? ?out|timeout/i.test(message))
    return new TooLateError(
      `${service} at ${host}: no answer in time. Check that the function can reach it (VPC routes, security groups, ` +
        'IP allow list), and that the port serves the expected protocol (with or without TLS).',
    );
  if (/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES)$/.test(code))
    return new NetworkError(`${service} at ${host}: unreachable (${code}). Check the VPC's routes.`);
  return undefined;
}

/** Far more than any valid response: INFO and a listing have a few kilobytes, the statement's row less than 100. */
export const LARGEST_ANSWER_BYTES = 5_000_000;

/**
 * Closes a connection that sends more than any valid response. Drivers keep what they receive in memory, and a function
 * that runs out of memory is killed without an error.
 */
export function limitAnswer(stream: Readable, host: string, service: string): void {
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= LARGEST_ANSWER_BYTES) return;
    stream.destroy(
      new ProtocolError(
        `${service} at ${host} answered with more than ${LARGEST_ANSWER_BYTES} bytes. Check what is listening there.`,
      ),
    );
  });
}

/** Only this much of a server's text is examined: patterns may take quadratic time, and a server may send megabytes. */
const EXAMINED_CHARACTERS = 2_000;

/**
 * What the texts of a server mean. The first pattern that matches wins.
 * @param said the whole text, to be quoted at the end of the message: the redactor cuts it, once it knows what is secret
 */
export type MessageRules = readonly (readonly [
  pattern: RegExp,
  error: (where: string, said: string) => MonitoringError,
])[];

/**
 * Translates what a driver threw. The driver's error itself is dropped, because it may contain passwords.
 * @param at `host:port`, for the message; never with credentials
 * @param service what should be listening there
 * @param otherwise translates an error that neither the texts nor the network explain
 */
export function translate(
  thrown: unknown,
  messageRules: MessageRules,
  { at, service }: { readonly at: string; readonly service: string },
  otherwise: (error: Error & { code?: string }) => MonitoringError,
): MonitoringError {
  if (thrown instanceof MonitoringError) return thrown;
  const error = asError(thrown);
  const text = error.message.slice(0, EXAMINED_CHARACTERS);
  const known = messageRules.find(([pattern]) => pattern.test(text));
  return (
    known?.[1](`${service} at ${at}`, error.message) ?? networkError(error, at, service) ?? otherwise(error)
  );
}
