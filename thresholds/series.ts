import type { NoAlarm, Table } from './row';
import type { ServiceName, services } from './services';

/**
 * What a row's alarms are proven with: one value an evaluation period, in the terms of the row's threshold (its unit,
 * the share of what it is a share of, or events per minute), so that an environment's limits and interval do not
 * matter.
 */
export interface Proof {
  /** Everyday life, with the bursts and dips that must not wake anybody. May be repeated. */
  readonly healthy: readonly number[];
  /** What must raise both alarms. It may be repeated, too. */
  readonly sick: readonly number[];
}

type Alarmed<T extends Table> = {
  [Name in keyof T]: T[Name]['alarm'] extends NoAlarm ? never : Name;
}[keyof T];

/** A row with alarms that has no proof does not compile, nor does a proof of a row without. */
export type Proofs = {
  readonly [S in ServiceName]: Readonly<Record<Alarmed<(typeof services)[S]['rows']>, Proof>>;
};

const common = {
  Up: { healthy: [1, 1, 1, 1], sick: [0, 0, 0, 0, 0, 0] },
  // One failed call that a retry repaired is everyday life.
  ApiErrors: { healthy: [0, 0, 1, 0, 0, 0, 2, 0], sick: [3, 2, 4, 3, 3, 2] },
} as const satisfies Record<string, Proof>;

export const series: Proofs = {
  neon: {
    ActiveConnections: {
      // A burst of one period, such as a batch job that begins.
      healthy: [0.05, 0.12, 0.3, 0.95, 0.2, 0.08, 0.5, 0.79],
      sick: [0.93, 0.97, 0.98, 1, 1, 0.96],
    },
    DatabaseSize: {
      healthy: [0.42, 0.42, 0.45, 0.61, 0.6, 0.79],
      sick: [0.92, 0.95, 0.97, 0.97, 0.98, 0.99],
    },
    SlowQueries: {
      healthy: [0, 0, 1.2, 4.8, 14, 0.4, 0, 3],
      sick: [22, 31, 27, 25, 40, 38],
    },
    LockWaitTime: {
      healthy: [0, 0, 35, 0, 480, 0, 0, 12],
      sick: [900, 1200, 4100, 9000, 12_500, 15_000],
    },
    ...common,
  },
  upstash: {
    ConnectedClients: {
      healthy: [3, 12, 40, 130, 60, 22, 79, 8],
      sick: [120, 180, 240, 400, 400, 390],
    },
    MemoryUsagePercent: {
      healthy: [31, 35, 44, 61, 74, 52],
      sick: [91, 93, 96, 97, 97, 98],
    },
    CacheHitRate: {
      // Two periods of an emptied cache, as after a deployment.
      healthy: [97, 95, 12, 58, 81, 92, 99],
      sick: [35, 22, 18, 20, 17, 15],
    },
    EvictedKeys: {
      healthy: [0, 0, 8, 240, 15, 0, 49, 2],
      sick: [180, 420, 390, 510, 600, 580],
    },
    ...common,
  },
};
