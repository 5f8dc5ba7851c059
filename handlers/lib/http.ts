import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { MonitoringError, ProtocolError } from './errors';
import { limitAnswer, networkError } from './network';
import { verified } from './tls';

export interface Get {
  readonly token: string;
  /** Milliseconds for the whole exchange. */
  readonly ms: number;
  /** What should be listening there, for messages. */
  readonly service: string;
}

/**
 * One GET with a bearer token on a new connection. Nothing is left open when it ends, even if it fails.
 * @throws {MonitoringError} when there is no response; whatever its status, a response is returned
 */
export function get(
  url: string,
  { token, ms, service }: Get,
): Promise<{ readonly status: number; readonly body: string }> {
  const { host, protocol } = new URL(url);
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(
        error instanceof MonitoringError
          ? error
          : (networkError(error, host, service) ??
              new ProtocolError(`${service} at ${host}: the response cannot be read: ${error.message}`)),
      );
    const request = (protocol === 'https:' ? httpsRequest : httpRequest)(
      url,
      {
        ...verified,
        agent: false,
        headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      },
      (response) => {
        limitAnswer(response, host, service);
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
      },
    );
    // A timeout for the whole exchange, not for inactivity: a server that sends a byte now and then must time out, too.
    // Rejects before it destroys: a destroyed request emits an error without a reason.
    const timer = setTimeout(() => {
      fail(new Error(`timeout after ${ms} ms`));
      request.destroy();
    }, ms);
    request.on('error', fail);
    request.on('close', () => {
      clearTimeout(timer);
      // A response such as 101 ends with neither a response nor an error event. After one of these this does nothing.
      fail(new Error('the connection was closed before an answer'));
    });
    request.end();
  });
}
