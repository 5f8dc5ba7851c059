import { freshFolder, onFreePort } from '../../../preview/servers/place';
import { supervise } from '../../../preview/servers/supervised';
import { describeWith, onPath } from '../project/tools';

/** An AWS emulator with the real semantics of conditions, parameters and statistics. */
export const describeWithMoto = describeWith(
  'moto_server',
  onPath('moto_server'),
  "pip install 'moto[server]'",
);

/**
 * Starts moto_server on a free port; resolves when it listens. It ends with the calling process at the latest, and
 * does not keep it alive.
 * @throws {ServerError} with its output, if it exits or is not ready in time
 */
export function startMoto(): Promise<{ url: string; stop(): Promise<void> }> {
  return onFreePort(async (port) => {
    const { stop } = await supervise(
      {
        folder: freshFolder('moto'),
        server: ['moto_server', '-H', '127.0.0.1', '-p', String(port)],
        stop: ['SIGTERM'],
      },
      /Running on http/,
    );
    return { url: `http://127.0.0.1:${port}`, stop };
  });
}
