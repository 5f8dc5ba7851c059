import { createServer, type Socket } from 'node:net';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientConfig } from '../../../commands/secrets/client';
import { listen } from '../../support/servers/listen';

test('a call that gets no answer fails', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket));
  const port = await listen(silent);
  const client = new SSMClient({
    ...clientConfig('eu-west-1', 50),
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    await expect(client.send(new GetParameterCommand({ Name: 'x' }))).rejects.toThrow(
      /did not complete|timeout/i,
    );
  } finally {
    client.destroy();
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});
