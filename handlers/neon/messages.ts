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
    for (let length = lengthOf(left); length !== undefined; length = lengthOf(left)) {
      checkMessage(left.subarray(0, length));
      left = left.subarray(length);
    }
  };
}

/** How long the first message is; undefined while it is not complete. */
function lengthOf(bytes: Buffer): number | undefined {
  if (bytes.length < HEADER) return undefined;
  const length = bytes.readUInt32BE(1) + 1;
  if (length < HEADER || length > LARGEST_ANSWER_BYTES) throw new RangeError('impossible length');
  return bytes.length < length ? undefined : length;
}

function checkMessage(message: Buffer): void {
  if (message[0] !== ERROR && message[0] !== NOTICE) return;
  // Each field of an error or a notice ends with a zero byte, and so does their list.
  const body = message.subarray(HEADER);
  const end = body.length === 1 ? '\0' : '\0\0';
  if (body.subarray(-2).toString('latin1') !== end) throw new RangeError('unterminated');
}
