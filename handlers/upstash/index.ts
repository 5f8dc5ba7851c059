import { upstashRows } from '../../thresholds/upstash/rows';
import { service as about } from '../../thresholds/upstash/service';
import { createHandler } from '../driver/handler';
import type { Service } from '../driver/service';
import { collect } from './collect';
import { evidence } from './evidence';
import { readers } from './readers';
import { cannotFire, type UpstashSnapshot } from './snapshot';
import { readTarget, type UpstashTarget } from './target';

export const service: Service<typeof upstashRows, UpstashSnapshot, UpstashTarget> = {
  name: 'upstash',
  rows: upstashRows,
  namespace: about.namespace,
  about,
  readTarget,
  collect,
  readers,
  cannotFire,
  evidence,
};

export const handler = createHandler(service);
