import type { ServerResponse } from 'node:http';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { type Call, refuse } from '../support/aws/fake-aws';
import type { Link, LinkFault } from '../support/servers/link';
import type { Break, Broken } from './case';
import type { System } from './systems';
import type { World } from './world';

/** Breaks the link to a system. */
export function onLink(
  system: System,
  fault: LinkFault | ((link: Link) => LinkFault | Promise<LinkFault>),
): Break {
  return async (world) => {
    const link = world.link(system);
    const is = typeof fault === 'function' ? await fault(link) : fault;
    const { connections } = link.carried;
    await link.break(is);
    return {
      // Nobody listens, so nobody counts. The error shows that a connection was tried and refused.
      met: () => is.is === 'refused' || link.carried.connections > connections,
      mend: () => link.mend(),
    };
  };
}

/** Breaks the link for the first connection only; the second one works. */
export function onFirstConnection(system: System, fault: LinkFault): Break {
  return async (world) => {
    const link = world.link(system);
    const { connections } = link.carried;
    const met = () => link.carried.connections > connections;
    await link.break(fault);
    const timer = setInterval(() => {
      if (!met()) return;
      clearInterval(timer);
      void link.mend();
    }, 5);
    return { met, mend: async () => clearInterval(timer) };
  };
}

/** Responds to calls of one AWS operation instead of the emulator, at most `times` times. */
export function onCall(
  operation: string,
  respond: (response: ServerResponse, world: World, call: Call) => void,
  times = Number.POSITIVE_INFINITY,
): Break {
  return async (world) => {
    const { aws } = world;
    const inner = aws.fault;
    let answered = 0;
    aws.fault = (call, response) => {
      if (call.operation !== operation || answered >= times) return inner?.(call, response) ?? false;
      answered += 1;
      respond(response, world, call);
      return true;
    };
    return {
      met: () => answered > 0,
      mend: async () => {
        aws.fault = undefined;
      },
    };
  };
}

/** AWS rejects a call with a named error. */
export function refusing(
  operation: string,
  type: string,
  { status = 400, message = 'no', times = Number.POSITIVE_INFINITY } = {},
): Break {
  return onCall(operation, (response) => refuse(response, status, type, message), times);
}

/** What was done to a server can be undone. The error, which only the server sends, shows that a call ran into it. */
export function onServer(
  breaks: (world: World) => unknown,
  mends: (world: World) => unknown = () => {},
): Break {
  return async (world) => {
    await breaks(world);
    return { met: () => true, mend: async () => mends(world) };
  };
}

/** All at once. */
export function together(...breaks: readonly Break[]): Break {
  return async (world) => {
    const broken: Broken[] = [];
    for (const one of breaks) broken.push(await one(world));
    return {
      met: () => broken.every(({ met }) => met()),
      mend: () => Promise.all(broken.map(({ mend }) => mend())),
    };
  };
}

/** Does nothing: the variables of the run are the fault. */
export const asVariablesSay: Break = async () => ({ met: () => true, mend: async () => {} });

/** How many bytes a server sends until a TLS handshake is done, measured on an unbroken link. */
export async function handshakeBytes(link: Link, system: System): Promise<number> {
  const socket = connectPlain(link.port, link.host);
  if (system === 'postgres') await requestTls(socket);
  const tls = connect({ socket, rejectUnauthorized: false });
  await new Promise((resolve, reject) => tls.once('secureConnect', resolve).once('error', reject));
  // The length of a signature varies by a few bytes.
  const bytes = socket.bytesRead + 8;
  await new Promise((resolve) => tls.once('close', resolve).destroy());
  return bytes;
}

/** PostgreSQL's SSLRequest, which it answers with one byte. */
function requestTls(socket: Socket): Promise<unknown> {
  socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  return new Promise((resolve) => socket.once('data', resolve));
}
