import type { Compute, NeonProject } from '../servers/neon-api';
import type { Sickness } from './sickness';

const service = 'neon';
/** Of the compute time, 0 to 1. */
const NEARLY_USED_UP = 0.95;

/** What the control plane can say of the compute. The embedded PostgreSQL itself is not touched. */
export function controlPlaneSicknesses(api: NeonProject): Sickness[] {
  /** A compute that does not run is in one of these states, not in both. */
  const say = (compute: Compute, otherwise: string) => async () => {
    if (api.compute !== 'active') throw new Error(otherwise);
    api.compute = compute;
    return async () => {
      api.compute = 'active';
    };
  };
  return [
    {
      ...{ id: 'compute-asleep', service, title: 'Suspend the compute' },
      about:
        'The simulated Neon API says that the compute is suspended: the collector does not wake it, ComputeActive is 0, the other readings pause, and no alarm fires.',
      rows: {},
      start: say('asleep', 'The quota is used up, so the compute is suspended already: heal that first.'),
    },
    {
      ...{ id: 'quota-used-up', service, title: 'Use up the quota' },
      about:
        'The simulated Neon API says that the project has used up its compute time and the compute cannot start: the runs of the collector fail with a QuotaError, and Up is 0.',
      rows: { Up: 'critical', ApiErrors: 'critical' },
      start: say('used up', 'The compute is suspended: heal that first.'),
    },
    {
      ...{ id: 'quota-nearly-used-up', service, title: 'Use up most of the quota' },
      about:
        'The simulated Neon API says that 95 % of the compute time is used, and the compute sleeps for a moment, because the collector asks then: ComputeQuotaPercent rises.',
      rows: { ComputeQuotaPercent: 'critical' },
      start: async () => {
        if (api.compute !== 'active') throw new Error('The compute is suspended: heal that first.');
        const before = api.used;
        api.used = NEARLY_USED_UP;
        await api.nap();
        return async () => {
          api.used = before;
          // Otherwise the collector asks when the compute has run again.
          if (api.compute === 'active') await api.nap();
        };
      },
    },
  ];
}
