/**
 * The errors that people see. The class is the kind of failure (the `errorType` of a failed invocation); the message says
 * what happened, with which host, and what to do. None of them wraps the driver's error, because those contain
 * passwords (ioredis: `command.args`; Node: `input` of an invalid URL).
 */
export abstract class MonitoringError extends Error {
  abstract override readonly name: ErrorName;
  /** The warnings of the run. */
  warnings: readonly string[] = [];

  /** @param retryable whether the same call may succeed a moment later */
  constructor(
    message: string,
    readonly retryable = false,
  ) {
    super(message);
  }

  /** An error of the same class with another message, which no call is made again for. */
  as(message: string): MonitoringError {
    const kind = this.constructor as new (message: string) => MonitoringError;
    return new kind(message);
  }
}

/** What is wrong with one environment variable; a sentence without the value. */
export interface VariableProblem {
  readonly variable: string;
  readonly text: string;
}

/** A variable, a payload or a setting is missing or malformed. */
export class ConfigurationError extends MonitoringError {
  readonly name = 'ConfigurationError';

  /** @param problems where variables are the cause: what the message consists of */
  constructor(
    message: string,
    readonly problems: readonly VariableProblem[] = [],
  ) {
    super(message);
  }
}
/** The host name cannot be resolved. */
export class DnsError extends MonitoringError {
  readonly name = 'DnsError';
}
/** The host refuses or resets the connection, or does not respond in time. */
export class NetworkError extends MonitoringError {
  readonly name = 'NetworkError';
}
/** The host does not respond within the time that it is given. */
export class TooLateError extends NetworkError {}
/** The TLS handshake fails, or the certificate is not trusted. */
export class TlsError extends MonitoringError {
  readonly name = 'TlsError';
}
/** The credentials are rejected. */
export class AuthenticationError extends MonitoringError {
  readonly name = 'AuthenticationError';
}
/** The credentials are valid, but lack a permission. */
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
/** The service is limiting requests. */
export class RateLimitError extends MonitoringError {
  readonly name = 'RateLimitError';
}
/** A response does not follow its protocol, the saved state cannot be read, or the collector has a bug. */
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
