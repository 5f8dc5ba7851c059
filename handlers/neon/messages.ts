import { EventEmitter } from 'node:events';
import type { Client } from 'pg';
import { asError, LARGEST_ANSWER_BYTES } from '../lib/network';

/** Type and length. */
const HEADER = 5;
const [ERROR, NOTICE] = [...Buffer.from('EN')];

/** The text of the error that ends such a connection. */
export const NO_MESSAGE = 'not a PostgreSQL message';

interface Connection {
  attachListeners(stream: EventEmitter): void;
}
type Socket = EventEmitter & { destroy(error: Error): void };

/**
 * Passes only well-formed messages to pg's parser (pg-protocol 1.16). The parser throws in the socket's event handler,
 * where nobody can catch it, on messages that are shorter than their length field, and loops forever on an error or
 * notice that is not terminated. A malformed message ends the connection with an error.
 */
export function checkMessages(client: Client): void {
  const { connection } = client as unknown as { connection: Connection };
  const attach = connection.attachListeners;
  connection.attachListeners = (stream) => {
    const socket = stream as Socket;
    const checked = new EventEmitter();
    const check = checker();
    socket.on('data', (chunk: Buffer) => {
      try {
        check(chunk);
        checked.emit('data', chunk);
      } catch (error) {
        socket.destroy(new Error(`${NO_MESSAGE} (${asError(error).message})`));
      }
    });
    socket.on('end', () => checked.emit('end'));
    attach.call(connection, checked);
  };
}

/** Checks each message when it is complete (PostgreSQL: frontend/backend protocol, message formats). */
function checker(): (chunk: Buffer) => void {
  let left = Buffer.alloc(0);
  return (chunk) => {
    left = Buffer.concat([left, chunk]);
    while (left.length >= HEADER) {
      const length = left.readUInt32BE(1) + 1;
      if (length < HEADER || length > LARGEST_ANSWER_BYTES) throw new RangeError('impossible length');
      if (left.length < length) return;
      // Each field of an error or a notice ends with a zero byte, and so does their list.
      const body = left.subarray(HEADER, length);
      const ends = body.length === 1 ? '\0' : '\0\0';
      if ((left[0] === ERROR || left[0] === NOTICE) && body.subarray(-2).toString('latin1') !== ends)
        throw new RangeError('unterminated');
      left = left.subarray(length);
    }
  };
}
