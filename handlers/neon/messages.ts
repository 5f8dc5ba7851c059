import { EventEmitter } from 'node:events';
import type { Client } from 'pg';
import { asError, LARGEST_ANSWER_BYTES } from '../lib/network';

/** Type and length. */
const HEADER = 5;
const [ERROR, NOTICE] = [...Buffer.from('EN')];

/** What the error says that ends such a connection. */
export const NO_MESSAGE = 'not a message of PostgreSQL';

interface Connection {
  attachListeners(stream: EventEmitter): void;
}
type Socket = EventEmitter & { destroy(error: Error): void };

/**
 * Lets pg's parser see only what it can take. It throws out of the socket's event, where nobody can catch it, at
 * messages that are shorter than they say, and loops for ever in an error or notice whose end is missing
 * (pg-protocol 1.16). What is wrong becomes an error of the connection, which ends it.
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

/** Looks at each message when it is whole (PostgreSQL: frontend/backend protocol, message formats). */
function checker(): (chunk: Buffer) => void {
  let left = Buffer.alloc(0);
  return (chunk) => {
    left = Buffer.concat([left, chunk]);
    while (left.length >= HEADER) {
      const length = left.readUInt32BE(1) + 1;
      if (length < HEADER || length > LARGEST_ANSWER_BYTES) throw new RangeError('its length is impossible');
      if (left.length < length) return;
      // The fields of an error or a notice end in zeros, and so does their list.
      const body = left.subarray(HEADER, length);
      const ends = body.length === 1 ? '\0' : '\0\0';
      if ((left[0] === ERROR || left[0] === NOTICE) && body.subarray(-2).toString('latin1') !== ends)
        throw new RangeError('it has no end');
      left = left.subarray(length);
    }
  };
}
