/**
 * The errors that people meet. The class says what kind of thing went wrong (it is the `errorType` of a failed
 * invocation), the message what happened, to which host, and what to do. None of them carries the driver's own
 * error: those hold passwords (ioredis: `command.args`; Node: `input` of an invalid URL).
 */
export abstract class MonitoringError extends Error {
  abstract override readonly name: ErrorName;
  /** What else the run had to say. */
  warnings: readonly string[] = [];

  /** @param retryable whether the same call may well succeed a moment later */
  constructor(
    message: string,
    readonly retryable = false,
  ) {
    super(message);
  }
}

/** A variable, a payload or a setting is missing or malformed. */
export class ConfigurationError extends MonitoringError {
  readonly name = 'ConfigurationError';
}
/** The host name cannot be resolved. */
export class DnsError extends MonitoringError {
  readonly name = 'DnsError';
}
/** The host refuses, resets, or does not answer in time. */
export class NetworkError extends MonitoringError {
  readonly name = 'NetworkError';
}
/** The TLS handshake fails, or the certificate is not to be trusted. */
export class TlsError extends MonitoringError {
  readonly name = 'TlsError';
}
/** The credentials are refused. */
export class AuthenticationError extends MonitoringError {
  readonly name = 'AuthenticationError';
}
/** The credentials are good, but may not do this. */
export class PermissionError extends MonitoringError {
  readonly name = 'PermissionError';
}
/** A quota of the plan is used up. */
export class QuotaError extends MonitoringError {
  readonly name = 'QuotaError';
}
/** No connection slot is left. */
export class TooManyConnectionsError extends MonitoringError {
  readonly name = 'TooManyConnectionsError';
}
/** The service asks to come back later. */
export class RateLimitError extends MonitoringError {
  readonly name = 'RateLimitError';
}
/** The answer is not what the protocol, or our own state, promises. */
export class ProtocolError extends MonitoringError {
  readonly name = 'ProtocolError';
}
/** A call to AWS fails. */
export class AwsError extends MonitoringError {
  readonly name = 'AwsError';
}

export type ErrorName =
  | 'ConfigurationError'
  | 'DnsError'
  | 'NetworkError'
  | 'TlsError'
  | 'AuthenticationError'
  | 'PermissionError'
  | 'QuotaError'
  | 'TooManyConnectionsError'
  | 'RateLimitError'
  | 'ProtocolError'
  | 'AwsError';
