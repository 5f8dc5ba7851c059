import type { ServiceName } from '../../thresholds/services';
import type { Supervised } from '../servers/supervised';
import type { Sickness } from './sickness';

interface Stopped {
  readonly id: string;
  readonly service: ServiceName;
  readonly title: string;
  readonly server: Pick<Supervised, 'halt' | 'restart'>;
}

/** The server ends: its port refuses connections. It is started again on the same data. */
export function stopped({ server, ...known }: Stopped): Sickness {
  return {
    ...known,
    about:
      'The server stops, and connections are refused: the runs of the collector fail, and Up is 0. When it is healed, it starts again with the same data.',
    rows: { Up: 'critical', ApiErrors: 'critical' },
    start: async () => {
      await server.halt();
      return () => server.restart();
    },
  };
}
