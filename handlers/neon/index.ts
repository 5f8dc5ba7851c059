import { neonRows } from '../../thresholds/neon/rows';
import { service as about } from '../../thresholds/neon/service';
import { createHandler } from '../driver/handler';
import type { Service } from '../driver/service';
import { collect } from './collect';
import { evidence } from './evidence';
import { readers } from './readers';
import { remarks, resets } from './resets';
import { cannotFire, detailSchema, type NeonSnapshot } from './snapshot';
import { type NeonTarget, readTarget } from './target';

export const service: Service<typeof neonRows, NeonSnapshot, NeonTarget> = {
  name: 'neon',
  rows: neonRows,
  namespace: about.namespace,
  about,
  readTarget,
  collect,
  readers,
  detail: detailSchema,
  remarks,
  resets,
  cannotFire,
  evidence,
};

export const handler = createHandler(service);
